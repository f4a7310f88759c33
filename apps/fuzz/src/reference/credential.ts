/** What the naive reader finds in the headers. */
export type NaiveCredential = 'none' | 'malformed' | { readonly token: string }

const TCHAR = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const B64TOKEN = new Set('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/')

/** RFC 6750 §2.1, character by character. */
export function readAuthorization(header: string | null | undefined): NaiveCredential {
  if (header === null || header === undefined) return 'none'
  if (header.split(',').length > 1) return 'malformed'
  let end = 0
  while (end < header.length && TCHAR.includes(header.charAt(end))) end += 1
  const scheme = header.slice(0, end)
  if (!['bearer'].includes(scheme.toLowerCase()) || /[^A-Za-z]/.test(scheme)) return 'none'
  return header.charAt(end) === ' ' ? readToken(header.slice(end + 1)) : 'malformed'
}

/** White space of HTTP (RFC 9110 §5.6.3). */
const AROUND = /^[ \t]+|[ \t]+$/g

/** RFC 6455 §4.1: a list, between whose members stand commas, spaces and tabs (RFC 9110 §5.6.1). */
export function readProtocols(
  header: string | null | undefined,
  around: RegExp = AROUND,
): NaiveCredential {
  const offered = (header ?? '').split(',').map((one) => one.replaceAll(around, ''))
  const tokens = offered.flatMap((one) => {
    const [, token] = /^grantline\.bearer\.([^]*)$/.exec(one) ?? []
    return token === undefined ? [] : [token]
  })
  const [token] = tokens
  if (token === undefined) return 'none'
  if (tokens.length > 1 || !offered.some((one) => one === 'grantline.v1')) return 'malformed'
  return readToken(token)
}

function readToken(token: string): NaiveCredential {
  const plain = token.replace(/=+$/, '')
  const isFine = plain !== '' && Array.from(plain).every((one) => B64TOKEN.has(one))
  return isFine ? { token } : 'malformed'
}
