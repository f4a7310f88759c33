import { createHmac, randomUUID, sign, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
import { asJws, base64url, digestOf, type Keys } from '../keys.ts'
import { AUDIENCE, headerFor, ISSUER, TTL, twoScopes, userOf } from '../work.ts'
import { claimsThemselves, type Check, type Mint, type Peer } from './peer.ts'

/** What somebody would write by hand, and what no library can be much faster than. */
export const floor: Peer = {
  name: 'floor',
  minter: (keys) => mintWith(keys, signatureBy(keys)),
  verifier: (keys) => checkWith(verificationBy(keys)),
}

/** The same with the one trick that is worth it: the digest stays text, in scratch buffers. */
export const tunedFloor: Peer = {
  name: 'tuned floor',
  verifier: ({ alg, verifying }) => {
    if (alg !== 'HS256') throw new Error('there is nothing to tune but HS256')
    const check = checkWith(compareAsText(verifying))
    return { ...check, differs: 'the floor, which compares text in two buffers that it keeps' }
  },
}

type Signature = (input: string) => string
type Verification = (input: string, signature: string) => boolean

/** Signs with `node:crypto`, its key prepared. */
export function signatureBy({ alg, signing }: Keys): Signature {
  if (alg === 'HS256') {
    return (input) => createHmac('sha256', signing).update(input).digest('base64url')
  }
  const key = asJws(signing)
  const digest = digestOf(alg)
  return (input) => sign(digest, Buffer.from(input), key).toString('base64url')
}

/** Checks a signature with `node:crypto`, its key prepared. */
export function verificationBy({ alg, verifying }: Keys): Verification {
  if (alg === 'HS256') {
    return (input, signature) => {
      const expected = createHmac('sha256', verifying).update(input).digest()
      const given = Buffer.from(signature, 'base64url')
      return given.length === expected.length && timingSafeEqual(given, expected)
    }
  }
  const key = asJws(verifying)
  const digest = digestOf(alg)
  return (input, signature) =>
    verify(digest, Buffer.from(input), key, Buffer.from(signature, 'base64url'))
}

/** Compares the signature of HS256 as text, in two buffers that are kept. */
export function compareAsText(key: KeyObject): Verification {
  const expected = Buffer.alloc(43)
  const given = Buffer.alloc(43)
  return (input, signature) => {
    if (signature.length !== 43) return false
    expected.write(createHmac('sha256', key).update(input).digest('base64url'), 'latin1')
    given.write(signature, 'latin1')
    return timingSafeEqual(given, expected)
  }
}

function mintWith(keys: Keys, signed: Signature): Mint {
  const header = base64url(JSON.stringify(headerFor(keys)))
  const write = (claims: object): string => {
    const input = `${header}.${base64url(JSON.stringify(claims))}`
    return `${input}.${signed(input)}`
  }
  const mint = (sub: string, scope: string): string => {
    const iat = Math.floor(Date.now() / 1000)
    const jti = randomUUID()
    return write({ iss: ISSUER, sub, aud: AUDIENCE, exp: iat + TTL, iat, jti, scope })
  }
  const held = twoScopes('alice')
  return {
    differs: 'node:crypto by hand: nothing is checked, and the answer is the token alone',
    held: () => mint('alice', held),
    fresh: (turn) => mint(userOf(turn), twoScopes(userOf(turn))),
    writing: (claims, scope) => {
      const iat = Math.floor(Date.now() / 1000)
      const jti = randomUUID()
      const registered = { iss: ISSUER, sub: 'alice', aud: AUDIENCE, exp: iat + TTL, iat, jti }
      return write({ ...registered, scope, ...claims })
    },
  }
}

/** What is left when the signature is left out: claims are read, and issuer, audience and end checked. */
export function checkWith(isSigned: Verification): Check {
  return {
    differs: 'node:crypto by hand: looks at no `alg` and no `typ`, and does not read strictly',
    verify: (token) => {
      const first = token.indexOf('.')
      const last = token.lastIndexOf('.')
      if (!isSigned(token.slice(0, last), token.slice(last + 1))) throw new Error('signature')
      const claims = JSON.parse(Buffer.from(token.slice(first + 1, last), 'base64url').toString())
      if (claims.iss !== ISSUER || claims.aud !== AUDIENCE) throw new Error('issuer or audience')
      if (claims.exp <= Date.now() / 1000) throw new Error('expired')
      return claims
    },
    claimsOf: claimsThemselves,
  }
}
