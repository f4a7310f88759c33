import { createVerifier } from '@grantline/core'
import type { GateOptions, TokenFrom } from '@grantline/core/http'
import type { SetupPatch } from '../setup.ts'
import { HOST_ORIGIN, type Sent, type SentHeader } from '../wire.ts'
import { ISSUER, NOW, type World } from '../world.ts'
import { CROSS_SITE_REFUSAL, insufficient, refused, served } from './guard-answers.ts'
import { bearer, get, headOf, OF_ANOTHER_SITE, type Row } from './row.ts'

const ALICE = served({ subject: 'alice' })
const NOBODY = served({ subject: null })

const OWN_PAGE = ['Origin', HOST_ORIGIN] as const

function cookie(value: string, name = 'token'): SentHeader {
  return ['Cookie', `${name}=${value}`]
}

function from(...sources: readonly TokenFrom[]): SetupPatch {
  return { gate: { from: sources } }
}

function fromCookie(options: Partial<GateOptions> = {}): SetupPatch {
  return { gate: { from: [{ cookie: 'token' }], ...options } }
}

function ask(method: string, ...headers: readonly SentHeader[]): Sent {
  return { method, path: '/whoami', headers }
}

/** Every answer of a guard that reads a cookie. */
export function cookieRows({ tokens }: World): readonly Row[] {
  const good = cookie(tokens.good)
  return [
    { title: 'reads a cookie', setup: fromCookie(), send: ask('GET', good), answer: ALICE },
    {
      title: 'reads a cookie among others',
      setup: fromCookie(),
      send: ask('GET', ['Cookie', `a=1; token2=x; token=${tokens.good} ;b=token=y`]),
      answer: ALICE,
    },
    {
      title: 'reads no cookie unless told so',
      send: ask('GET', good),
      answer: refused('missing_token'),
    },
    {
      title: 'asks for a token without a cookie',
      setup: fromCookie(),
      send: ask('GET', ['Cookie', 'a=1']),
      answer: refused('missing_token'),
    },
    {
      title: 'takes the name of a cookie letter for letter',
      setup: fromCookie(),
      send: ask('GET', cookie(tokens.good, 'Token')),
      answer: refused('missing_token'),
    },
    {
      title: 'passes without a cookie where it is optional',
      setup: fromCookie({ optional: true }),
      send: ask('POST', ...OF_ANOTHER_SITE),
      answer: NOBODY,
    },
    {
      title: 'refuses two cookies of the name',
      setup: fromCookie(),
      send: ask('GET', ['Cookie', `token=${tokens.good}; token=${tokens.good}`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses two cookies of the name in two headers',
      setup: fromCookie(),
      send: ask('GET', good, good),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses an empty cookie',
      setup: fromCookie(),
      send: ask('GET', cookie('')),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a quoted cookie',
      setup: fromCookie(),
      send: ask('GET', cookie(`"${tokens.good}"`)),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses the cookie of an expired token',
      setup: fromCookie(),
      send: ask('GET', cookie(tokens.expired)),
      answer: refused('expired_token'),
    },
    {
      title: 'refuses a cookie with a bad token where it is optional',
      setup: fromCookie({ optional: true }),
      send: ask('GET', cookie('abc')),
      answer: refused('invalid_token'),
    },
    {
      title: 'refuses a cookie and a header',
      setup: from('header', { cookie: 'token' }),
      send: ask('GET', good, bearer(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'reads a header where there could be a cookie, of whatever site',
      setup: from('header', { cookie: 'token' }),
      send: ask('POST', bearer(tokens.good), ...OF_ANOTHER_SITE),
      answer: ALICE,
    },
    {
      title: 'refuses two cookies of two names',
      setup: from({ cookie: 'token' }, { cookie: '__Host-token' }),
      send: ask('GET', ['Cookie', `token=${tokens.good}; __Host-token=${tokens.good}`]),
      answer: refused('malformed_request'),
    },
    {
      title: 'tells what a cookie lacks',
      setup: fromCookie(),
      send: get('/other', good),
      answer: insufficient('scope:client:outgoing?appSid=AP%202'),
    },

    // Of which page
    {
      title: 'serves GET with a cookie to any page',
      setup: fromCookie(),
      send: ask('GET', good, ...OF_ANOTHER_SITE),
      answer: ALICE,
    },
    {
      title: 'serves HEAD with a cookie to any page',
      setup: fromCookie(),
      send: ask('HEAD', good, ...OF_ANOTHER_SITE),
      answer: headOf(ALICE),
    },
    {
      title: 'serves OPTIONS with a cookie to any page',
      setup: fromCookie(),
      send: ask('OPTIONS', good, ...OF_ANOTHER_SITE),
      answer: ALICE,
    },
    {
      title: 'serves POST with a cookie to what is no browser',
      setup: fromCookie(),
      send: ask('POST', good),
      answer: ALICE,
    },
    {
      title: 'serves POST with a cookie to its own pages',
      setup: fromCookie(),
      send: ask('POST', good, OWN_PAGE),
      answer: ALICE,
    },
    {
      title: 'serves POST with a cookie to its own pages behind a proxy that renames it',
      setup: fromCookie(),
      send: ask('POST', good, ['Origin', HOST_ORIGIN], ['Sec-Fetch-Site', 'same-origin']),
      answer: ALICE,
    },
    {
      title: 'serves POST with a cookie to an allowed origin',
      setup: fromCookie({ allowedOrigins: ['https://app.example'] }),
      send: ask('POST', good, ['Origin', 'https://app.example'], ['Sec-Fetch-Site', 'cross-site']),
      answer: ALICE,
    },
    {
      title: 'serves POST with a cookie to the public origin',
      setup: fromCookie({ publicUrl: 'https://phone.example/api' }),
      send: ask('POST', good, ['Origin', 'https://phone.example']),
      answer: ALICE,
    },
    {
      title: 'serves POST with a cookie to the public origin of the request',
      setup: fromCookie({
        publicUrl: (view) => `https://${view.header('x-tenant') ?? 'none'}.example`,
      }),
      send: ask('POST', good, ['Origin', 'https://one.example'], ['X-Tenant', 'one']),
      answer: ALICE,
    },
    {
      title: 'refuses the public origin of another request',
      setup: fromCookie({
        publicUrl: (view) => `https://${view.header('x-tenant') ?? 'none'}.example`,
      }),
      send: ask('POST', good, ['Origin', 'https://one.example'], ['X-Tenant', 'two']),
      answer: CROSS_SITE_REFUSAL,
    },
    ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
      title: `refuses ${method} with a cookie to another site`,
      setup: fromCookie(),
      send: ask(method, good, ...OF_ANOTHER_SITE),
      answer: CROSS_SITE_REFUSAL,
    })),
    {
      title: 'refuses POST with a cookie to another origin of the same site',
      setup: fromCookie(),
      send: ask('POST', good, ['Origin', 'http://a.phone.test'], ['Sec-Fetch-Site', 'same-site']),
      answer: CROSS_SITE_REFUSAL,
    },
    {
      title: 'refuses POST with a cookie to the origin null',
      setup: fromCookie({ allowedOrigins: ['https://app.example'] }),
      send: ask('POST', good, ['Origin', 'null']),
      answer: CROSS_SITE_REFUSAL,
    },
    {
      title: 'refuses POST with a cookie to the inner origin where a public one is set',
      setup: fromCookie({ publicUrl: 'https://phone.example' }),
      send: ask('POST', good, OWN_PAGE),
      answer: CROSS_SITE_REFUSAL,
    },
    {
      title: 'refuses another site before it looks at the cookie',
      setup: fromCookie(),
      send: ask('POST', cookie(tokens.expired), ...OF_ANOTHER_SITE),
      answer: CROSS_SITE_REFUSAL,
    },
    {
      title: 'refuses another site under its own problem type, without a challenge',
      setup: fromCookie({
        problemTypeBase: 'https://phone.example/problems/',
        resourceMetadata: 'https://phone.example/metadata',
        realm: 'phone',
      }),
      send: ask('POST', good, ...OF_ANOTHER_SITE),
      answer: {
        ...CROSS_SITE_REFUSAL,
        body: {
          type: 'https://phone.example/problems/cross_site',
          title: 'cross-site request',
          status: 403,
          detail: 'cross-site request',
          code: 'cross_site',
          error: 'invalid_request',
        },
      },
    },
    {
      title: 'refuses an upgrade with a cookie to another site',
      setup: fromCookie(),
      send: ask('GET', good, ['Upgrade', 'websocket'], ...OF_ANOTHER_SITE),
      answer: CROSS_SITE_REFUSAL,
    },
    {
      title: 'checks the cookie of an upgrade of its own pages',
      setup: fromCookie(),
      send: ask('GET', cookie(tokens.expired), ['Upgrade', 'websocket'], OWN_PAGE),
      answer: refused('expired_token'),
    },
  ]
}

function url(ticket: string): Sent {
  return get(`/whoami?ticket=${ticket}`)
}

/** Every answer of a guard that reads a ticket. */
export function ticketSourceRows({ keys, tokens }: World): readonly Row[] {
  const setup = from('header', { ticket: 'ticket' })
  return [
    { title: 'reads a ticket', setup, send: url(tokens.ticket), answer: ALICE },
    {
      title: 'reads a ticket behind other parameters, decoded',
      setup,
      send: get(`/whoami?a=1&ticket=${tokens.ticket.replaceAll('.', '%2E')}&b`),
      answer: ALICE,
    },
    {
      title: 'reads a ticket for what the path asks for',
      setup,
      send: get(`/calls/AP1?ticket=${tokens.ticket}`),
      answer: ALICE,
    },
    {
      title: 'takes a ticket once',
      setup,
      before: [{ send: url(tokens.ticket), answer: ALICE }],
      send: url(tokens.ticket),
      answer: refused('replayed_token'),
    },
    {
      title: 'takes a token that is good once in the header, once',
      setup,
      before: [{ send: get('/whoami', bearer(tokens.longTicket)), answer: ALICE }],
      send: get('/whoami', bearer(tokens.longTicket)),
      answer: refused('replayed_token'),
    },
    {
      title: 'takes no ticket without a replay store',
      setup: {
        gate: {
          from: [{ ticket: 'ticket' }],
          verifier: createVerifier({ issuer: ISSUER, keys, clock: () => NOW }),
        },
      },
      send: url(tokens.ticket),
      answer: refused('replayed_token'),
    },
    {
      title: 'reads no ticket unless told so',
      send: url(tokens.ticket),
      answer: refused('missing_token'),
    },
    {
      title: 'reads no ticket under another name',
      setup,
      send: get(`/whoami?Ticket=${tokens.ticket}&access_token=${tokens.ticket}`),
      answer: refused('missing_token'),
    },
    {
      title: 'passes without a ticket where it is optional',
      setup: { gate: { from: [{ ticket: 'ticket' }], optional: true } },
      send: get('/whoami?a=1'),
      answer: NOBODY,
    },
    {
      title: 'refuses any other token in the query',
      setup,
      send: url(tokens.good),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a token that is good once, but for 31 seconds, in the query',
      setup,
      send: url(tokens.longTicket),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses two tickets',
      setup,
      send: get(`/whoami?ticket=${tokens.ticket}&ticket=${tokens.ticket}`),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses an empty ticket',
      setup,
      send: url(''),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses a ticket and a header',
      setup,
      send: get(`/whoami?ticket=${tokens.ticket}`, bearer(tokens.good)),
      answer: refused('malformed_request'),
    },
    {
      title: 'refuses an expired token in the query',
      setup,
      send: url(tokens.expired),
      answer: refused('expired_token'),
    },
    {
      title: 'refuses a changed token in the query',
      setup,
      send: url(tokens.tampered),
      answer: refused('invalid_token'),
    },
    {
      title: 'tells what a ticket lacks',
      setup,
      send: get(`/calls/AP2?ticket=${tokens.ticket}`),
      answer: insufficient('scope:client:outgoing'),
    },
  ]
}
