import { createMinter, importKey, type MintedToken, type ScopeUri } from '@grantline/core'

/** What the examples are given that only verify. */
export const TOKEN_SECRET = 'the secret of the tests, of 32 bytes and more'

interface Wanted {
  readonly issuer: string
  readonly capabilities: readonly ScopeUri[]
  readonly subject?: string
  readonly audience?: string
  readonly ttl?: number
}

/** A token of the server that shares {@link TOKEN_SECRET} with an example. */
export async function mint({ issuer, ...wanted }: Wanted): Promise<MintedToken> {
  const keys = await importKey({ alg: 'HS256', secret: TOKEN_SECRET })
  return await createMinter({ issuer, keys }).mint(wanted)
}

/** Asks a token endpoint. */
export async function askToken(url: string, headers: Record<string, string> = {}) {
  const all = { 'content-type': 'application/json', ...headers }
  return await fetch(url, { method: 'POST', headers: all, body: '{}' })
}

/** The token of an endpoint at `/token`. */
export async function tokenOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await askToken(`${url}/token`, headers)
  const { access_token: token } = (await response.json()) as { access_token?: string }
  if (token === undefined) throw new Error(`no token: ${response.status}`)
  return token
}

/** The header of a token. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
