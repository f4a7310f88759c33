/** One `name="value"` of a challenge. */
export type ChallengeParam = readonly [name: string, value: string]

/**
 * Writes a `WWW-Authenticate` challenge (RFC 9110 §11.6.1), every value as a quoted string.
 * Whatever could end the string or the header line is escaped or replaced.
 */
export function formatChallenge(scheme: string, params: readonly ChallengeParam[]): string {
  const written = params.map(([name, value]) => `${name}=${quote(value)}`)
  return `${scheme} ${written.join(', ')}`
}

function quote(text: string): string {
  const printable = text.replaceAll(/[^\x20-\x7E]/g, '?')
  return `"${printable.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
