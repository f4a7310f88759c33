import { createKeyRing, createVerifier, importKey, type Algorithm, type Key } from '@grantline/core'
import type { Contender, HeldKey, Setup } from './contender.ts'

/** Secrets as text, everything else as JWK or PEM; the types of other tokens are refused by default. */
export const grantline: Contender = {
  name: 'grantline',
  start: async (setup) => {
    const keys = await Promise.all(setup.keys.map((key) => imported(key)))
    const [first] = keys
    const isSet = keys.length > 1 || setup.keys[0].kid !== undefined
    if (first === undefined) return undefined
    const verifier = createVerifier({
      issuer: setup.issuer,
      audience: setup.audience,
      keys: isSet ? createKeyRing(keys) : first,
      typ: setup.typ ?? 'JWT',
      ...algorithmsOf(setup),
      ...(setup.cache ? {} : { cache: false }),
    })
    return async (token) => (await verifier.verify(token)).claims
  },
}

function algorithmsOf({ algorithms }: Setup): { algorithms?: readonly Algorithm[] } {
  return algorithms === undefined ? {} : { algorithms: algorithms as readonly Algorithm[] }
}

function imported({ alg, kid, secret, pem, jwk, needsJwk }: HeldKey): Promise<Key> {
  const name = kid === undefined ? {} : { kid }
  if (alg.startsWith('HS')) return importKey({ alg, secret: secret as string }, name)
  if (pem !== undefined && !needsJwk) return importKey({ alg, pem }, name)
  return importKey({ alg, jwk }, name)
}
