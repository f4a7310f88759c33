import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { AUDIENCE, ISSUER } from '../work.ts'
import type { Corpus, Server, ServerKey, TestKey } from './case.ts'
import type { HeldKey, Setup } from './contenders/contender.ts'

/** A server of the folder, with its keys in every form. */
export function setupOf(server: Server, keys: Corpus['keys']): Setup {
  const [first, ...others] = server.keys.map((key) => heldKey(key, keys[key.key] ?? {}))
  if (first === undefined) throw new Error('a server needs a key')
  const { algorithms = [...new Set(server.keys.map(({ alg }) => alg))] } = server
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: [first, ...others],
    algorithms: algorithms === 'unnamed' ? undefined : algorithms,
    cache: server.cache ?? false,
    ...(server.typ === undefined ? {} : { typ: server.typ }),
  }
}

function heldKey({ alg, kid, members }: ServerKey, key: TestKey): HeldKey {
  const needsJwk = members !== undefined
  const name = kid === undefined ? {} : { kid }
  if (key.jwk === undefined) {
    const secret = key.secret === undefined ? {} : { secret: key.secret }
    const k = Buffer.from(key.secret ?? '').toString('base64url')
    return { alg, ...name, ...secret, jwk: { kty: 'oct', k, ...name, ...members }, needsJwk }
  }
  const jwk = publicHalf(key.jwk)
  // What a set of keys usually says of each, unless the server's file says it.
  const said = members ?? { alg, use: 'sig' }
  const pem = `${key.pemBefore ?? ''}${pemOf(key.jwk)}`
  return { alg, ...name, pem, jwk: { ...jwk, ...name, ...said }, needsJwk }
}

/** The members of a JWK that anybody may see. */
export function publicHalf({ kty, crv, n, e, x, y }: JsonWebKey): JsonWebKey {
  const members = Object.entries({ kty, crv, n, e, x, y })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}

/** The public half as SPKI. */
export function pemOf(jwk: JsonWebKey): string {
  return createPublicKey({ key: publicHalf(jwk), format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString()
}
