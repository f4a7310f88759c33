const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** @throws {TypeError} unless it is https, or http that stays on this machine */
export function requireKeysUrl(owner: string, url: string | URL): string {
  const parsed = URL.canParse(String(url)) ? new URL(String(url)) : undefined
  if (parsed === undefined) {
    throw new TypeError(
      `${owner}: "url" must be an absolute URL, as in https://issuer.example/jwks`,
    )
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new TypeError(`${owner}: "url" must not hold a user or password; public keys need none`)
  }
  // Whoever can change the answer can sign tokens.
  const isSafe = parsed.protocol === 'http:' && LOOPBACK.test(parsed.hostname)
  if (parsed.protocol === 'https:' || isSafe) return parsed.href
  throw new TypeError(`${owner}: "url" must be https; http is for localhost, 127.0.0.0/8 and [::1]`)
}
