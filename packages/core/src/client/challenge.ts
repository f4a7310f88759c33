/** One challenge of a `WWW-Authenticate` header. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string
  /** By name in lower case; of two with one name the first. It has no prototype. */
  readonly params: Record<string, string | undefined>
}

/**
 * One element of the list (RFC 9110 §11.6.1): a parameter, or a scheme and perhaps its token68. More
 * characters pass than the RFC allows, as servers leave out the quotes around a URL. No part may
 * begin with what the part before it may end with, so no text takes long.
 */
const ELEMENT =
  /[\s,]*([^\s,="]+)(?:\s*=\s*(?:([^\s,"]+)|"([^"\\]*(?:\\.[^"\\]*)*)")|\s+[^\s,="]+=*(?=\s*(?:,|$))|)(?![^\s,])/gy

/**
 * Reads the challenges of a `WWW-Authenticate` header, also of several lines joined by commas. Where
 * it is malformed the reading ends, and what stands before that counts.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = []
  for (const [, name = '', bare, quoted] of header.matchAll(ELEMENT)) {
    const key = name.toLowerCase()
    const value = bare ?? quoted?.replaceAll(/\\(.)/g, '$1')
    const params = challenges.at(-1)?.params
    if (value === undefined) challenges.push({ scheme: key, params: Object.create(null) })
    else if (params) params[key] ??= value
  }
  return challenges
}
