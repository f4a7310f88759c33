import type { CaseClass } from '../case.ts'
import { caseClass, cases, type Draft } from './draft.ts'
import { CLAIMS, headerOf, NOW, withClaim, type Part, type Workshop } from './workshop.ts'

/** Tokens that every server of their kind must take: the controls of all other classes too. */
export function plainTokens(shop: Workshop): CaseClass {
  const named = (key: string, alg: 'HS256' | 'RS256' | 'ES256' | 'EdDSA', kid: string): string =>
    shop.good(key, alg, CLAIMS, { kid })
  const drafts: readonly Draft[] = [
    ['hs256', shop.good('hs256', 'HS256')],
    ['hs256-any', shop.good('hs256', 'HS256')],
    ['hs512', shop.good('hs512', 'HS512')],
    ['rs256', shop.good('rsa', 'RS256')],
    ['rs256-any', shop.good('rsa', 'RS256')],
    ['rs256-indented', shop.good('rsa', 'RS256')],
    ['rs256-indented-any', shop.good('rsa', 'RS256')],
    ['ps256', shop.good('rsa', 'PS256')],
    ['es256', shop.good('p-256', 'ES256')],
    ['es256-any', shop.good('p-256', 'ES256')],
    ['es384', shop.good('p-384', 'ES384')],
    ['eddsa', shop.good('ed25519', 'EdDSA')],
    ['eddsa-any', shop.good('ed25519', 'EdDSA')],
    ['two-secrets', named('hs256', 'HS256', 'one')],
    ['two-secrets', named('hs256-other', 'HS256', 'two')],
    ['two-public', named('p-256', 'ES256', 'one')],
    ['two-public', named('p-256-other', 'ES256', 'two')],
    ['mixed', named('rsa', 'RS256', 'rsa')],
    ['mixed', named('hs256', 'HS256', 'hmac')],
    ['trusted', named('ed25519-other', 'EdDSA', 'trusted')],
    ['trusted-es256', named('p-256-other', 'ES256', 'trusted')],
    ['jwk-names-rs256', named('rsa', 'RS256', 'one')],
    ['cached-hs256', shop.good('hs256', 'HS256')],
    ['cached-es256', shop.good('p-256', 'ES256')],
  ]
  const nameOf = (server: string, at: number): string =>
    drafts.findIndex(([other]) => other === server) === at ? server : `${server}, the other key`
  return caseClass(
    'plain',
    'Plain tokens',
    cases(
      {
        server: 'hs256',
        expect: 'accept',
        source: 'RFC 7519 §7.2',
        why: 'It is signed, and all its claims are good.',
      },
      drafts.map(([server, token], at): Draft => [nameOf(server, at), token, { server }]),
    ),
  )
}

/** Claims that are unusual and good. */
export function unusualClaims(shop: Workshop): CaseClass {
  const token = (payload: Part): string => shop.good('hs256', 'HS256', payload)
  const more = (claims: object): string => token({ ...CLAIMS, ...claims })
  return caseClass(
    'unusual-claims',
    'Unusual claims',
    cases(
      {
        server: 'hs256',
        expect: 'accept',
        source: 'RFC 7519 §2, §4',
        why: 'A number of JSON, in a notation that JSON has.',
      },
      [
        ['exp with a fraction', more({ exp: NOW + 60.5 })],
        ['exp with an exponent', token(withClaim('exp', '1.70000006e9'))],
        ['exp with a plus in its exponent', token(withClaim('exp', '1.70000006E+9'))],
        ['exp with a fraction of zero', token(withClaim('exp', `${NOW + 60}.0`))],
        ['exp over 2^31', more({ exp: 2_147_483_648 })],
        ['exp over 2^32', more({ exp: 4_294_967_296 })],
        ['exp over 2^53', token(withClaim('exp', '9007199254740993'))],
        ['nbf is 0', more({ nbf: 0 })],
        ['nbf is below 0', more({ nbf: -1 })],
        ['nbf with a fraction', more({ nbf: NOW - 0.5 })],
        ['iat with a fraction', more({ iat: NOW - 0.5 })],
        ['iat is 0', more({ iat: 0 })],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'accept',
        source: 'RFC 7519 §4.1, §4.2, §4.3',
        why: 'These claims are optional, and others are ignored.',
      },
      [
        ['iat is absent', token(withClaim('iat'))],
        ['sub is absent', token(withClaim('sub'))],
        ['jti is absent', token(withClaim('jti'))],
        ['scope is absent', token(withClaim('scope'))],
        ['only iss, aud and exp', token({ iss: CLAIMS.iss, aud: CLAIMS.aud, exp: CLAIMS.exp })],
        [
          'sub in another script',
          more({ sub: '\u65E5\u672C\u8A9E \u{1F600}' }),
          { reads: { sub: '\u65E5\u672C\u8A9E \u{1F600}' } },
        ],
        ['names in another script', more({ '\u03C3\u03BA\u03BF\u03C0\u03CC\u03C2': 1 })],
        ['names that are addresses', more({ 'https://example.com/roles': ['a', 'b'] })],
        ['an empty name', more({ '': 1 })],
        ['names that are numbers', more({ 1: 1, 2: 2 })],
        [
          'scopes of another kind',
          more({ scope: 'openid profile' }),
          { reads: { scope: 'openid profile' } },
        ],
        ['an empty scope', more({ scope: '' })],
        [
          'null, lists and objects',
          more({ a: null, b: [1, [2]], c: { d: { e: true } } }),
          { reads: { a: null, c: { d: { e: true } } } },
        ],
        ['a number with many digits', token(withClaim('x', '3.141592653589793238462643383279'))],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7519 §4.3, RFC 7800 §3, RFC 8693 §4.2',
        why: 'A claim has a meaning for this server, and holds something that it does not understand.',
      },
      [
        ['scope is a list', more({ scope: ['a', 'b'] })],
        ['scope is null', more({ scope: null })],
        ['sub is a number', more({ sub: 42 })],
        ['jti is a number', more({ jti: 42 })],
        ['sid is a number', more({ sid: 42 })],
        ['cnf names a certificate', more({ cnf: { 'x5t#S256': 'AAAA' } })],
        ['cnf names a key, and there is no proof', more({ cnf: { jkt: 'A'.repeat(43) } })],
        ['once is false', more({ once: false })],
        ['once is true', more({ once: true })],
        ['root is true', more({ root: true })],
      ],
    ),
  )
}

/** Headers that are unusual and good. */
export function unusualHeaders(shop: Workshop): CaseClass {
  const token = (more: object): string => shop.good('hs256', 'HS256', CLAIMS, more)
  return caseClass(
    'unusual-headers',
    'Unusual headers',
    cases(
      {
        server: 'hs256',
        expect: 'accept',
        source: 'RFC 7515 §4',
        why: 'Parameters that are not understood MUST be ignored.',
      },
      [
        ['an unknown parameter', token({ x: 1 })],
        ['an unknown parameter with an object', token({ x: { y: [1] } })],
        ['an unknown parameter in another script', token({ '\u00E9': '\u{1F600}' })],
        ['a parameter that is a claim', token({ exp: NOW - 60, iss: 'another', sub: 'root' })],
        [
          'ES256, an unknown parameter',
          shop.good('p-256', 'ES256', CLAIMS, { x: 1 }),
          { server: 'es256' },
        ],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'accept',
        source: 'RFC 7515 §4.1.9, RFC 7519 §5.1',
        why: 'A media type has no case, and JWT may be written as it is or in full.',
      },
      [
        ['typ is jwt', token({ typ: 'jwt' })],
        ['typ is application/jwt', token({ typ: 'application/jwt' })],
        ['typ is application/JWT', token({ typ: 'application/JWT' })],
      ],
    ),
    cases(
      {
        server: 'hs256',
        expect: 'refuse',
        strictness: 'choice',
        source: 'RFC 7515 §4.1.2 to §4.1.6',
        why: 'A name is a hint and other keys are ignored: a server may also refuse what it did not ask for.',
      },
      [
        ['a kid, for a server whose key has no name', token({ kid: 'one' })],
        ['an empty kid, for a server whose key has no name', token({ kid: '' })],
        [
          'jwk, jku and x5c beside a good signature',
          shop.token(
            'hs256',
            'HS256',
            headerOf('HS256', { jku: 'https://issuer.example/jwks', x5c: ['AA=='] }),
            CLAIMS,
          ),
        ],
      ],
    ),
  )
}
