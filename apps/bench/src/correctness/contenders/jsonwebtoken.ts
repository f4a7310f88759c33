import jwt, { type Algorithm, type GetPublicKeyOrSecret } from 'jsonwebtoken'
import { keyNamed, onlyKey, type Contender, type Setup, type VerifyToken } from './contender.ts'

const ALGORITHMS = new Set<string>(['HS256', 'HS512', 'RS256', 'PS256', 'ES256', 'ES384'])

/** `jwt.verify(token, key, { algorithms, issuer, audience })`, with a callback where keys have names. */
export const jsonwebtoken: Contender = {
  name: 'jsonwebtoken',
  start: (setup) => {
    const { issuer, audience, algorithms, keys, typ } = setup
    if (typ !== undefined) return undefined
    if (keys.some(({ alg, needsJwk }) => needsJwk || !ALGORITHMS.has(alg))) return undefined
    const options = {
      issuer,
      audience,
      ...(algorithms === undefined ? {} : { algorithms: algorithms as Algorithm[] }),
    }
    const only = onlyKey(setup)
    if (only === undefined) return fromSet(setup, options)
    const key = only.secret ?? only.pem
    return (token) => jwt.verify(token, key as string, options) as jwt.JwtPayload
  },
}

function fromSet(setup: Setup, options: jwt.VerifyOptions): VerifyToken {
  const getKey: GetPublicKeyOrSecret = (header, callback) => {
    const key = keyNamed(setup, header.kid)
    if (key === undefined) callback(new Error('no such key'))
    else callback(null, key.secret ?? key.pem)
  }
  return (token) =>
    new Promise((resolve, reject) => {
      jwt.verify(token, getKey, options, (error, payload) => {
        if (error !== null) reject(error)
        else resolve(payload as jwt.JwtPayload)
      })
    })
}
