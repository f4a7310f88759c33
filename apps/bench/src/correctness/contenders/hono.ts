import { verify, verifyWithJwks } from 'hono/jwt'
import { onlyKey, type Contender } from './contender.ts'

type JwksOptions = Parameters<typeof verifyWithJwks>[1]

/** `verify(token, key, { alg, iss, aud })`, and `verifyWithJwks` where keys have names. */
export const hono: Contender = {
  name: 'hono/jwt',
  start: (setup) => {
    const { issuer: iss, audience: aud, algorithms, keys, typ } = setup
    if (algorithms === undefined) return undefined
    const rules = { iss, aud, ...(typ === undefined ? {} : { typ }) }
    const only = onlyKey(setup)
    if (only !== undefined) {
      const key = (only.secret ?? only.pem) as string
      return (token) => verify(token, key, { alg: only.alg, ...rules })
    }
    if (keys.some(({ alg }) => alg.startsWith('HS'))) return undefined
    const options = {
      keys: keys.map(({ jwk }) => jwk),
      allowedAlgorithms: algorithms,
      verification: rules,
    }
    return (token) => verifyWithJwks(token, options as unknown as JwksOptions)
  },
}
