import type { CaseClass, Step } from '../case.ts'
import { caseClass, sequence } from './draft.ts'
import { CLAIMS, NOW, type Workshop } from './workshop.ts'

/** What was verified once, and comes again. */
export function cacheSequences(shop: Workshop): CaseClass {
  const good = (more: object = {}): string => shop.good('hs256', 'HS256', { ...CLAIMS, ...more })
  const first = { now: NOW, token: good(), expect: 'accept' } as const
  const [header = '', , signature = ''] = first.token.split('.')
  const root = good({ sub: 'root' }).split('.')[1] ?? ''
  const shared = {
    server: 'cached-hs256',
    source: 'RFC 7519 §7.2; CVE-2026-35030, GHSA-rp9m-7r4c-75qg',
  }
  const signed = 'Only what was accepted before, letter by letter, may be answered from memory.'
  const timed =
    'A token MUST NOT be accepted on or after exp, nor before nbf, however often it was.'
  const ec = shop.good('p-256', 'ES256')
  return caseClass('cache', 'Tokens that were verified before', [
    sequence('other claims under the same signature', { ...shared, why: signed }, [
      first,
      refused(`${header}.${root}.${signature}`),
      first,
    ]),
    sequence('another signature under the same claims', { ...shared, why: signed }, [
      first,
      refused(`${first.token.slice(0, -6)}AAAAAA`),
      first,
    ]),
    sequence('no signature', { ...shared, why: signed }, [
      first,
      refused(`${header}.${first.token.split('.')[1]}.`),
      first,
    ]),
    sequence('another signature, ES256', { ...shared, server: 'cached-es256', why: signed }, [
      { now: NOW, token: ec, expect: 'accept' },
      refused(`${ec.slice(0, -6)}AAAAAA`),
      { now: NOW, token: ec, expect: 'accept' },
    ]),
    sequence('refused stays refused', { ...shared, why: signed }, [
      refused(`${first.token.slice(0, -6)}AAAAAA`),
      first,
      refused(`${first.token.slice(0, -6)}AAAAAA`),
    ]),
    sequence('expires while it is remembered', { ...shared, why: timed }, [
      first,
      { ...first, now: CLAIMS.exp - 1 },
      refused(first.token, CLAIMS.exp + 1),
    ]),
    sequence('expires while it is remembered, the very second', { ...shared, why: timed }, [
      first,
      refused(first.token, CLAIMS.exp),
    ]),
    sequence('the clock is set back before nbf', { ...shared, why: timed }, [
      { now: NOW, token: good({ nbf: NOW - 5 }), expect: 'accept' },
      refused(good({ nbf: NOW - 5 }), NOW - 10),
    ]),
    sequence('not yet valid, then valid', { ...shared, why: timed }, [
      refused(good({ nbf: NOW + 5 })),
      { now: NOW + 5, token: good({ nbf: NOW + 5 }), expect: 'accept' },
    ]),
    ...(['sub', 'scope', 'new'] as const).map((claim) =>
      sequence(
        `what one caller writes into ${claim}, the next one reads`,
        { ...shared, why: 'The claims are those that were signed, for every caller.' },
        [
          { ...first, writes: { [claim]: 'root' } },
          { ...first, reads: { [claim]: claim === 'new' ? null : CLAIMS[claim] } },
        ],
      ),
    ),
  ])
}

function refused(token: string, now: number = NOW): Step {
  return { now, token, expect: 'refuse' }
}
