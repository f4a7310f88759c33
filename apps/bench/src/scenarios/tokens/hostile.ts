import { base64url, signText, signToken, type Keys } from '../../keys.ts'
import { claimsWith, headerFor } from '../../work.ts'

/** Something that may arrive as a token, of so many hostile bytes. */
export interface Hostile {
  readonly name: string
  readonly token: string
}

/**
 * What an attacker may send, signed where that takes it further: a holder of good tokens may be
 * hostile too.
 */
export function hostileTokens(keys: Keys, bytes: number): readonly Hostile[] {
  const run = (text: string): string => text.repeat(Math.floor(bytes / text.length))
  return [...brokenTokens(keys, run), ...brokenJson(keys, run), ...hostileScopes(keys, bytes)]
}

type Run = (text: string) => string

function brokenTokens(keys: Keys, run: Run): Hostile[] {
  const header = base64url(JSON.stringify(headerFor(keys)))
  const payload = base64url(JSON.stringify(claimsWith('')))
  return [
    { name: 'dots', token: run('.') },
    { name: 'no dot', token: run('A') },
    { name: 'header of one letter', token: `${run('A')}.${payload}.AA` },
    { name: 'payload of one letter', token: `${header}.${run('A')}.AA` },
    { name: 'payload outside base64url', token: `${header}.${run('%')}.AA` },
    {
      name: 'payload that is no UTF-8',
      token: signText(keys, JSON.stringify(headerFor(keys)), Buffer.from(run('\u00ff'), 'latin1')),
    },
    { name: 'signature of one letter', token: `${header}.${payload}.${run('A')}` },
    { name: 'algorithm', token: signToken(keys, { ...headerFor(keys), alg: run('A') }, {}) },
    { name: 'kid', token: signToken(keys, { ...headerFor(keys), kid: run('A') }, claimsWith('')) },
    {
      name: 'audience list',
      token: signClaims(keys, { aud: JSON.parse(`[${run('"a",').slice(0, -1)}]`) }),
    },
  ]
}

function brokenJson(keys: Keys, run: Run): Hostile[] {
  const header = JSON.stringify(headerFor(keys))
  const claims = JSON.stringify(claimsWith('')).slice(0, -1)
  const signed = (text: string): string => signText(keys, header, text)
  const members = run('"a0000":0,').slice(0, -1)
  let next = 0
  const distinct = members.replaceAll('a0000', () => `a${(next += 1)}`.padEnd(5, '_'))
  return [
    { name: 'deep lists', token: signed(`${claims},"a":${half(run('['))}${half(run(']'))}}`) },
    { name: 'deep lists, never closed', token: signed(`${claims},"a":${run('[')}`) },
    { name: 'deep objects, never closed', token: signed(run('{"a":')) },
    {
      name: 'deep header',
      token: signText(keys, `${header.slice(0, -1)},"a":${half(run('['))}${half(run(']'))}}`, '{}'),
    },
    { name: 'backslashes', token: signed(`${claims},"a":"${run('\\\\')}"}`) },
    { name: 'backslashes, never closed', token: signed(`${claims},"a":"${run('\\')}`) },
    { name: 'quotes', token: signed(`{${run('"')}}`) },
    { name: 'one member many times', token: signed(`${claims},${members}}`) },
    { name: 'many members', token: signed(`${claims},${distinct}}`) },
    { name: 'white space', token: signed(`${claims}${run(' ')}`) },
  ]
}

function hostileScopes(keys: Keys, bytes: number): Hostile[] {
  // The limit on a claim stops them all alike; parseScopes has the others to itself.
  return hostileClaims(bytes)
    .filter(({ name }) => name.startsWith('scope claim'))
    .map(({ name, claim }) => ({ name, token: signClaims(keys, { scope: claim }) }))
}

function half(text: string): string {
  return text.slice(0, Math.floor(text.length / 2))
}

/** As many escaped letters as fit. */
function escapes(length: number): string {
  return '%C3%A9'.repeat(Math.floor(length / 6))
}

/** Scope claims of so many hostile bytes: runs of what the grammar has a meaning for. */
export function hostileClaims(bytes: number): readonly { name: string; claim: string }[] {
  const runs = ['%', '&', '=', ':', ' ', '?', '%41', 'a=&', '%ff', 'scope:a:b ']
  const fill = (start: string, text: string): string =>
    start + text.repeat(Math.floor((bytes - start.length) / text.length))
  const scope = `scope:a:b?k=${escapes(bytes / 100 - 14)}`
  const pairs = Array.from({ length: 32 }, (_, index) => `k${index}=${escapes(bytes / 32 - 5)}`)
  return [
    ...runs.flatMap((text) => [
      { name: `scope claim of "${text}"`, claim: fill('', text) },
      { name: `scope query of "${text}"`, claim: fill('scope:a:b?', text) },
      { name: `scope value of "${text}"`, claim: fill('scope:a:b?k=', text) },
    ]),
    { name: 'a hundred legal scopes', claim: Array(100).fill(scope).join(' ') },
    { name: 'thirty-two legal pairs', claim: `scope:a:b?${pairs.join('&')}` },
  ]
}

function signClaims(keys: Keys, claims: object): string {
  return signToken(keys, headerFor(keys), { ...claimsWith(''), ...claims })
}
