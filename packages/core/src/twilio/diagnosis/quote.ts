/**
 * Characters that a terminal could obey or that show nothing: no letter or sign, those that Unicode
 * lets be ignored (`DI`), such as the Hangul fillers, and the Braille blank.
 */
const UNSEEN = /[^\p{L}\p{N}\p{M}\p{P}\p{S} ]|[\u2800\p{DI}]/gu

/** A value from a token as a person may read it: as JSON, with what cannot be seen spelled out. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  return JSON.stringify(value).replaceAll(
    UNSEEN,
    (unseen) => `\\u{${unseen.codePointAt(0)?.toString(16)}}`,
  )
}
