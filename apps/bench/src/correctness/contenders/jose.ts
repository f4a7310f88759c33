import {
  createLocalJWKSet,
  importJWK,
  jwtVerify,
  type JWK,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose'
import {
  keyNamed,
  onlyKey,
  type Contender,
  type HeldKey,
  type Setup,
  type VerifyToken,
} from './contender.ts'

type JoseKey = CryptoKey | Uint8Array | JWTVerifyGetKey

/** `jwtVerify(token, key, { algorithms, issuer, audience })`. */
export const jose: Contender = {
  name: 'jose',
  start: (setup) => start(setup, {}),
}

/** With the claim and the type that it would not miss otherwise. */
export const joseStrict: Contender = {
  name: 'jose, strict',
  start: (setup) => start(setup, { requiredClaims: ['exp'], typ: setup.typ ?? 'JWT' }),
}

async function start(setup: Setup, more: JWTVerifyOptions): Promise<VerifyToken> {
  const { issuer, audience, algorithms, typ } = setup
  const key = await keyFor(setup)
  const options = {
    issuer,
    audience,
    ...(algorithms === undefined ? {} : { algorithms: [...algorithms] }),
    ...(typ === undefined ? {} : { typ }),
    ...more,
  }
  return async (token) => (await jwtVerify(token, key as CryptoKey, options)).payload
}

async function keyFor(setup: Setup): Promise<JoseKey> {
  const only = onlyKey(setup)
  if (only !== undefined) return imported(only)
  const hasSecret = setup.keys.some(({ alg }) => alg.startsWith('HS'))
  if (!hasSecret) return createLocalJWKSet({ keys: setup.keys.map(({ jwk }) => jwk as JWK) })
  // A local set holds no secrets.
  return async ({ kid }) => {
    const key = keyNamed(setup, kid)
    if (key === undefined) throw new Error('no such key')
    return imported(key)
  }
}

async function imported({ alg, secret, jwk }: HeldKey): Promise<CryptoKey | Uint8Array> {
  return alg.startsWith('HS') ? new TextEncoder().encode(secret) : importJWK(jwk as JWK, alg)
}
