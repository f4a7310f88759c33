// What the text of a secret must not be. Apart from the rules of JWKs, so that whoever signs with a
// secret alone need not load what reads other keys.

const LONE_SURROGATE = /\p{Surrogate}/u
const PEM_BEGIN = '-----BEGIN'

/** Whether a text has no UTF-8 bytes. */
export function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text)
}

/** Whoever has a public key could mint if its text were the secret (RFC 8725 §2.1). */
export function isKeyText(secret: string): boolean {
  const text = secret.trimStart()
  const isJwk = text.startsWith('{') && (text.includes('"kty"') || text.includes('"keys"'))
  return isJwk || text.includes(PEM_BEGIN) || text.startsWith('ssh-')
}
