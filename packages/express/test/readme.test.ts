import { readFileSync } from 'node:fs'
import { createVerifier, generateKey } from '@grantline/core'
import {
  exchangeHandler,
  introspectionHandler,
  jwksHandler,
  revocationHandler,
  ticketHandler,
  tokenHandler,
} from '@grantline/core/http'
import { describe, expect, test } from 'vitest'
import { codesIn, optionsOf, tableBehind } from '../../core/test/markdown-table.ts'
import { capabilities } from '../src/index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const verifier = createVerifier({ issuer: 'i', keys: await generateKey('HS256') })

/** Of the framework's own: errors go to its error handlers. */
const without = (options: readonly string[], ...own: string[]): string[] =>
  options.filter((option) => option !== 'onError' && !own.includes(option)).sort()

const listed = (heading: string): string[] =>
  tableBehind(readme, heading)
    .flatMap(([option]) => codesIn(option))
    .sort()

describe('the README', () => {
  test('lists the options of the guard', () => {
    const meant = [...optionsOf(capabilities, { verifier }), 'deny', 'onError']
    expect(listed('## Options of `capabilities`')).toEqual(meant.sort())
  })

  test('lists the options of the token endpoint', () => {
    expect(listed('## Options of `tokenEndpoint`')).toEqual(without(optionsOf(tokenHandler)))
  })

  test('lists the other endpoints with their options', () => {
    const shared = ['allowedOrigins', 'publicUrl', 'maxBodyBytes', 'realm']
    const rows = tableBehind(readme, '## Other endpoints').map(([endpoint, options]) => [
      codesIn(endpoint)[0],
      [...codesIn(options)].sort(),
    ])
    expect(Object.fromEntries(rows)).toEqual({
      exchangeEndpoint: without(optionsOf(exchangeHandler), ...shared),
      ticketEndpoint: without(optionsOf(ticketHandler), ...shared),
      revocationEndpoint: without(optionsOf(revocationHandler), ...shared),
      introspectionEndpoint: without(optionsOf(introspectionHandler), ...shared),
      jwksEndpoint: without(optionsOf(jwksHandler)),
      metadataEndpoint: [],
    })
  })

  test('lists the codes of refusals with their statuses', () => {
    const rows = tableBehind(readme, '| code').flatMap(([codes, status]) =>
      codesIn(codes)
        .filter((code) => code !== 'Bearer')
        .map((code) => [code, status] as const),
    )
    expect(Object.fromEntries(rows)).toEqual({
      missing_token: '401',
      malformed_request: '400',
      invalid_token: '401',
      expired_token: '401',
      revoked_token: '401',
      replayed_token: '401',
      insufficient_capability: '403',
      cross_site: '403',
      verifier_unavailable: '503',
    })
  })
})
