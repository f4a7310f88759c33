/** The claims that a minter writes; what is undefined is left out. */
export interface MintedClaims {
  readonly iss: string
  readonly sub: string | undefined
  readonly aud: string | readonly string[] | undefined
  readonly exp: number
  readonly nbf: unknown
  readonly iat: number | undefined
  /** Of base64url characters. */
  readonly jti: string
  /** Of scope characters, which JSON writes as they are. */
  readonly scope: string
  readonly sid: string | undefined
  readonly once: true | undefined
  readonly cnf: unknown
  readonly root: string | undefined
}

/** Text that stands in JSON as it is. */
const PLAIN = /^[ !#-[\]-~]*$/

/**
 * Writes claims as `JSON.stringify` would, the caller's own first. It asks nothing of which the answer
 * is known, and so takes a third of the time; with claims of the caller's, a tenth.
 *
 * @param custom - JSON, without any of the names above
 */
export function writeClaims(
  claims: MintedClaims,
  custom: Readonly<Record<string, unknown>> | undefined,
): string {
  const { iss, sub, aud, exp, nbf, iat, jti, scope, sid, once, cnf, root } = claims
  let text = `${opened(custom)}"iss":${quoted(iss)}`
  if (sub !== undefined) text += `,"sub":${quoted(sub)}`
  if (aud !== undefined) {
    text += `,"aud":${typeof aud === 'string' ? quoted(aud) : JSON.stringify(aud)}`
  }
  text += `,"exp":${exp}`
  if (nbf !== undefined) text += `,"nbf":${JSON.stringify(nbf)}`
  if (iat !== undefined) text += `,"iat":${iat}`
  text += `,"jti":"${jti}","scope":"${scope}"`
  if (sid !== undefined) text += `,"sid":${quoted(sid)}`
  if (once !== undefined) text += ',"once":true'
  if (cnf !== undefined) text += `,"cnf":${JSON.stringify(cnf)}`
  if (root !== undefined) text += `,"root":${quoted(root)}`
  return `${text}}`
}

/** An object that goes on after the caller's members. */
function opened(custom: Readonly<Record<string, unknown>> | undefined): string {
  const text = custom === undefined ? '{}' : JSON.stringify(custom)
  return text === '{}' ? '{' : `${text.slice(0, -1)},`
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text)
}
