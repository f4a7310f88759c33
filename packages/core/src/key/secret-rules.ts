/** HS256 wants at least as many bytes as its hash has (RFC 7518 §3.2). */
const HS256_BYTES = 32

/** @throws {TypeError} for an empty secret, which no option allows */
export function requireNonEmpty(secret: Uint8Array | string): void {
  if (secret.length > 0) return
  throw new TypeError('importKey: the secret is empty; is an environment variable unset?')
}

/** @throws {TypeError} for a short or constant secret, unless `allowWeak` */
export function requireStrongSecret(secret: Uint8Array, allowWeak: boolean): void {
  if (allowWeak) return
  if (secret.length < HS256_BYTES) {
    throw new TypeError(
      `importKey: HS256 needs a secret of at least ${HS256_BYTES} bytes; make one with generateKey('HS256')`,
    )
  }
  if (secret.every((byte) => byte === secret[0])) {
    throw new TypeError(
      "importKey: the secret repeats one byte; make a random one with generateKey('HS256')",
    )
  }
}
