import {
  atMost,
  carriedForm,
  defineCapability,
  exact,
  oneOf,
  optional,
  path,
} from '../../src/index.ts'
import { CLAIMS, encode, handMade, HEADER, NOW } from './hand.ts'

/** Something to look for, in each thing that comes from outside. */
export const markers = {
  secret: 'MARK-secret-Zq8',
  key: 'MARK-key-Wx4',
  kid: 'MARK-kid-Jr2',
  token: 'MARK-token-Lp7',
  claim: 'MARK-claim-Hv3',
  scope: 'MARK-scope-Tn5',
  request: 'MARK-request-Bd6',
  header: 'MARK-header-Ks9',
  store: 'MARK-store-Gy1',
} as const

export const definition = defineCapability('a:b', {
  k: exact(),
  room: optional(path()),
  role: optional(oneOf(['x', 'y'])),
  most: optional(atMost()),
  form: optional(carriedForm()),
})

export const strong = `${markers.secret}-and-enough-behind-it-to-be-strong`

/** An object whose getter throws what it holds. */
export class Thrower {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toJSON(): never {
    throw new Error(this.#text)
  }
}

/** A request that holds a marker. */
export function asked(k: string): never {
  return { k, room: k, role: 'x', most: 1 } as never
}

/** Tokens that are refused for every reason there is, a marker in every part of each. */
export function markedTokens(): readonly unknown[] {
  const { claim, kid, token, scope, header } = markers
  const claims = {
    ...CLAIMS,
    sub: claim,
    sid: claim,
    scope: `scope:a:b?k=${scope}`,
    own: { claim },
  }
  const more: readonly object[] = [
    { exp: 1 },
    { exp: claim },
    { nbf: 9e9 },
    { iat: claim },
    { iss: claim },
    { iss: [claim] },
    { aud: claim },
    { aud: [claim, 1] },
    { sub: [claim] },
    { jti: [claim] },
    { scope: [scope] },
    { sid: { claim } },
    { cnf: { jkt: [claim] } },
    { cnf: { x5t: claim } },
    { once: claim },
    { once: true },
    { root: [claim] },
  ]
  const headers: readonly object[] = [
    { alg: header },
    { alg: [header] },
    { kid },
    { kid: [kid] },
    { typ: header },
    { typ: [header] },
    { crit: [header] },
    { b64: header },
    { jku: `https://${header}.example`, kid },
  ]
  const good = handMade(HEADER, claims)
  return [
    token,
    [token],
    { token },
    `${token}.${token}.${token}`,
    `${token}.${token}`,
    `${good}.${token}`,
    `${good.slice(0, -4)}AAAA`,
    `${good} `,
    good.repeat(40),
    `${encode(`{"alg":"${header}"`)}.${encode(claims)}.AAAA`,
    `${encode(HEADER)}.${encode(`{"sub":"${claim}","sub":"${claim}"}`)}.AAAA`,
    `${encode(HEADER)}.${encode(`{"sub":"${claim}"`)}.AAAA`,
    ...more.map((members) => handMade(HEADER, { ...claims, ...members })),
    ...headers.map((members) => handMade({ ...HEADER, ...members }, claims)),
  ]
}

/** Goes on by a millisecond with every look. */
export function clockOf(): () => number {
  let now = NOW
  return () => (now += 0.002)
}
