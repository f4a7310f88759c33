import { TokenError } from '@grantline/core'
import type { SetupPatch } from '../setup.ts'
import type { Sent, SentHeader } from '../wire.ts'
import type { World } from '../world.ts'
import { insufficient, refused, served, UNAVAILABLE } from './guard-answers.ts'
import { parseToken } from './parse-token.ts'
import {
  bearer,
  ENDPOINT_HEADERS,
  failed,
  form,
  formRows,
  get,
  TOKEN,
  WRONG_TYPE,
  type ExpectedAnswer,
  type Row,
} from './row.ts'

const ONE = 'scope:client:outgoing?appSid=AP1'
const TWO = 'scope:client:outgoing?appSid=AP2'

function traded(scope: string): ExpectedAnswer {
  return {
    status: 200,
    headers: ENDPOINT_HEADERS,
    body: { access_token: TOKEN, token_type: 'Bearer', expires_in: 30, scope },
  }
}

const TOO_WIDE = failed(400, 'invalid_scope')
const ALICE = served({ subject: 'alice' })

function ask(fields: Readonly<Record<string, string>>, ...headers: readonly SentHeader[]): Sent {
  return form('/ticket', fields, ...headers)
}

/** No form asks for all that the token allows. */
function needsForm({ title }: Row): boolean {
  return !/refuses (an empty form|a body without a type)$/.test(title)
}

/** Every answer of a ticket endpoint. */
export function ticketRows({ tokens }: World): readonly Row[] {
  const good = bearer(tokens.good)
  const setup: SetupPatch = { gate: { from: ['header', { ticket: 'ticket' }] } }
  const trade = { send: ask({ scope: TWO }, bearer(tokens.wide)), answer: traded(TWO) }
  return [
    ...formRows('/ticket', ask({ scope: ONE }, good)).filter(needsForm),
    { title: 'trades a token for a ticket', send: ask({}, good), answer: traded(ONE) },
    {
      title: 'trades a token for a ticket without a body',
      send: { method: 'POST', path: '/ticket', headers: [good] },
      answer: traded(ONE),
    },
    {
      title: 'refuses a body that says not what it is',
      send: { method: 'POST', path: '/ticket', headers: [good], body: 'scope=x' },
      answer: WRONG_TYPE,
    },
    {
      title: 'trades a token for a narrower ticket',
      send: ask({ scope: TWO }, bearer(tokens.wide)),
      answer: traded(TWO),
    },
    {
      title: 'gives a ticket that is good in the URL',
      setup,
      before: [trade],
      send: (before) => get(`/calls/AP2?ticket=${parseToken(before[0])}`),
      answer: ALICE,
    },
    {
      title: 'gives a ticket that allows no more than was asked for',
      setup,
      before: [trade],
      send: (before) => get(`/calls/AP1?ticket=${parseToken(before[0])}`),
      answer: insufficient('scope:client:outgoing'),
    },
    {
      title: 'gives a ticket that is good once',
      setup,
      before: [
        trade,
        { send: (before) => get(`/whoami?ticket=${parseToken(before[0])}`), answer: ALICE },
      ],
      send: (before) => get(`/whoami?ticket=${parseToken(before[0])}`),
      answer: refused('replayed_token'),
    },
    {
      title: 'gives as many tickets as are asked for',
      setup,
      before: [trade],
      send: ask({}, bearer(tokens.wide)),
      answer: traded(`${ONE} ${TWO}`),
    },
    { title: 'gives no wider ticket', send: ask({ scope: TWO }, good), answer: TOO_WIDE },
    {
      title: 'gives no ticket for a scope that is none',
      send: ask({ scope: 'x' }, good),
      answer: TOO_WIDE,
    },
    {
      title: 'gives no ticket for a ticket',
      send: ask({}, bearer(tokens.ticket)),
      answer: TOO_WIDE,
    },
    { title: 'wants a token', send: ask({}), answer: refused('missing_token') },
    {
      title: 'wants a token in the header, not in the form',
      send: ask({ subject_token: tokens.good, access_token: tokens.good }),
      answer: refused('missing_token'),
    },
    {
      title: 'refuses two tokens',
      send: ask({}, good, good),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses an expired token',
      send: ask({}, bearer(tokens.expired)),
      answer: refused('expired_token'),
    },
    {
      title: 'refuses a changed token',
      send: ask({}, bearer(tokens.tampered)),
      answer: refused('invalid_token'),
    },
    {
      title: 'refuses a token that is bound to a key',
      send: ask({}, bearer(tokens.bound)),
      answer: refused('invalid_token'),
    },
    {
      title: 'names its realm',
      setup: { ticket: { realm: 'tickets' } },
      send: ask({}),
      answer: refused('missing_token', 'Bearer realm="tickets"'),
    },
    {
      title: 'asks to come back while the token cannot be checked',
      setup: {
        ticket: {
          verifier: { check: async () => ({ ok: false, error: new TokenError('unavailable') }) },
        },
      },
      send: ask({}, good),
      answer: UNAVAILABLE,
    },
  ]
}
