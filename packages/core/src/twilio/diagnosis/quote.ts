/** Characters that a terminal could obey, or that show nothing. */
const UNSEEN = /[^\p{L}\p{N}\p{M}\p{P}\p{S} ]/gu

/** A value from a token as a person may read it: as JSON, with what cannot be seen spelled out. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  return JSON.stringify(value).replaceAll(
    UNSEEN,
    (unseen) => `\\u{${unseen.codePointAt(0)?.toString(16)}}`,
  )
}
