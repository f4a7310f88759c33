import { describe, expect, test } from 'vitest'
import {
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  generateKey,
  memoryReplayStore,
  type GrantlineEvent,
} from '../../src/index.ts'
import { createGate, Denial, nodeView, type GateOptions, type RequestView } from '../../src/http.ts'

const NOW = 1_800_000_000
const clock = (): number => NOW
const dial = defineCapability('client:outgoing', { appSid: exact() })
const issuer = 'https://phone.example'
const keys = await generateKey('HS256')
const minter = createMinter({ issuer, keys, clock, capabilities: [dial] })
const verifier = createVerifier({ issuer, keys, clock, replay: memoryReplayStore({ clock }) })

const mint = async (options: object = {}): Promise<string> =>
  (await minter.mint({ subject: 'alice', capabilities: [dial({ appSid: 'AP1' })], ...options }))
    .token
const good = await mint()

interface Sent {
  readonly method?: string
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The server's own. */
  readonly origin?: string
}

function viewOf({ method = 'GET', url = '/', headers = {}, origin }: Sent): RequestView {
  return { method, url, origin: () => origin, header: (name) => headers[name.toLowerCase()] }
}

/** Whose request it is, or the code that it is refused with. */
async function ask(options: Partial<GateOptions>, sent: Sent): Promise<unknown> {
  const gate = createGate({ verifier, ...options })
  try {
    return (await gate.authenticate(viewOf(sent)))?.subject ?? null
  } catch (error) {
    if (error instanceof Denial) return error.code
    throw error
  }
}

describe('a cookie as the source', () => {
  const from = [{ cookie: 'token' }] as const
  const withCookie = (cookie: string, more: Sent = {}): Sent => ({
    ...more,
    headers: { cookie, ...more.headers },
  })

  test.each([
    ['the one cookie', `token=${good}`, 'alice'],
    ['one among others', `a=b; token=${good}; c=d`, 'alice'],
    ['one without spaces around it', `a=b;token=${good}`, 'alice'],
    ['none', 'a=b', 'missing_token'],
    ['no header', '', 'missing_token'],
    ['a name in another case', `Token=${good}`, 'missing_token'],
    ['a longer name', `xtoken=${good}`, 'missing_token'],
    ['a name behind another space', `\u00A0token=${good}`, 'missing_token'],
    ['one with a tab', `a=b;\ttoken=${good}\t`, 'alice'],
    ['two of the name', `token=${good}; token=${good}`, 'malformed_request'],
    ['an empty one', 'token=', 'malformed_request'],
    ['one in quotes', `token="${good}"`, 'malformed_request'],
    ['a bent one', `token=${good}x`, 'invalid_token'],
  ])('reads %s', async (_what, cookie, outcome) => {
    expect(await ask({ from }, withCookie(cookie))).toBe(outcome)
  })

  test('is none of the default', async () => {
    expect(await ask({}, withCookie(`token=${good}`))).toBe('missing_token')
  })

  test('beside a token in the header is one token too many', async () => {
    const sent = withCookie(`token=${good}`, { headers: { authorization: `Bearer ${good}` } })
    expect(await ask({ from: ['header', ...from] }, sent)).toBe('malformed_request')
  })

  const cookie = `token=${good}`
  const pages = { allowedOrigins: ['https://app.example'], publicUrl: 'https://phone.example/api' }

  test.each<[string, Sent, Partial<GateOptions>, unknown]>([
    ['a POST of no browser', { method: 'POST' }, {}, 'alice'],
    [
      'a page of its own',
      { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } },
      {},
      'alice',
    ],
    [
      'a page of another site',
      { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } },
      {},
      'cross_site',
    ],
    [
      'a page of a sister site',
      { method: 'PUT', headers: { 'sec-fetch-site': 'same-site' } },
      {},
      'cross_site',
    ],
    [
      'an own origin',
      { method: 'POST', origin: 'https://a.example', headers: { origin: 'https://a.example' } },
      {},
      'alice',
    ],
    [
      'another port',
      { method: 'POST', origin: 'http://a.example', headers: { origin: 'http://a.example:81' } },
      {},
      'cross_site',
    ],
    [
      'an origin that the server does not know to be its own',
      { method: 'POST', headers: { origin: 'https://a.example', host: 'a.example' } },
      {},
      'cross_site',
    ],
    [
      'another origin',
      { method: 'POST', headers: { origin: 'https://evil.example', host: 'a.example' } },
      {},
      'cross_site',
    ],
    [
      'an own origin by URL',
      { method: 'POST', url: 'https://a.example/x', headers: { origin: 'https://a.example' } },
      {},
      'alice',
    ],
    [
      'another scheme than the URL',
      {
        method: 'POST',
        url: 'https://a.example/x',
        headers: { origin: 'http://a.example', host: 'a.example' },
      },
      {},
      'cross_site',
    ],
    ['a sandboxed frame', { method: 'DELETE', headers: { origin: 'null' } }, {}, 'cross_site'],
    [
      'a sandboxed frame of a lie',
      { method: 'POST', headers: { origin: 'null', 'sec-fetch-site': 'same-origin' } },
      {},
      'cross_site',
    ],
    [
      'the public URL',
      { method: 'POST', headers: { origin: 'https://phone.example', host: '10.0.0.7' } },
      pages,
      'alice',
    ],
    [
      'the host behind the public URL',
      { method: 'POST', headers: { origin: 'http://10.0.0.7', host: '10.0.0.7' } },
      pages,
      'cross_site',
    ],
    [
      'an allowed origin',
      { method: 'POST', headers: { origin: 'https://app.example' } },
      pages,
      'alice',
    ],
    [
      'a public URL by request',
      { method: 'POST', headers: { origin: 'https://b.example' } },
      { publicUrl: () => 'https://b.example' },
      'alice',
    ],
    ['no page for GET', { headers: { 'sec-fetch-site': 'cross-site' } }, {}, 'alice'],
    [
      'no page for HEAD',
      { method: 'HEAD', headers: { origin: 'https://evil.example' } },
      {},
      'alice',
    ],
    [
      'a page for an upgrade',
      { headers: { upgrade: 'websocket', origin: 'https://evil.example', host: 'a.example' } },
      {},
      'cross_site',
    ],
    [
      'an own page for an upgrade',
      {
        origin: 'https://a.example',
        headers: { upgrade: 'websocket', origin: 'https://a.example' },
      },
      {},
      'alice',
    ],
  ])('asks for %s', async (_what, sent, options, outcome) => {
    expect(await ask({ from, ...options }, withCookie(cookie, sent))).toBe(outcome)
  })

  test('asks no page about a token in the header', async () => {
    const headers = { authorization: `Bearer ${good}`, origin: 'https://evil.example' }
    expect(await ask({ from: ['header', ...from] }, { method: 'POST', headers })).toBe('alice')
  })

  test('is refused with 403, and no challenge would help', async () => {
    const gate = createGate({ verifier, from })
    const sent = withCookie(cookie, { method: 'POST', headers: { origin: 'https://evil.example' } })
    const error: unknown = await gate.authenticate(viewOf(sent)).catch((denial: unknown) => denial)
    expect(error).toMatchObject({
      status: 403,
      headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
      body: {
        type: 'about:blank',
        title: 'Forbidden',
        status: 403,
        detail: 'cross-site request',
        code: 'cross_site',
        error: 'invalid_request',
      },
    })
    expect((error as Denial).headers).not.toHaveProperty('WWW-Authenticate')
  })

  test.each([
    ['http', 'http://a.example:81', 'A.example:81', {}],
    ['https', 'https://a.example', 'a.example', { encrypted: true }],
  ])('knows the own pages of a Node server over %s', async (_scheme, origin, host, socket) => {
    const gate = createGate({ verifier, from })
    const askFrom = async (page: string): Promise<unknown> => {
      const rawHeaders = ['Cookie', cookie, 'Host', host, 'Origin', page]
      const view = nodeView({ method: 'POST', url: '/', rawHeaders, headersDistinct: {}, socket })
      return gate.authenticate(view).then(
        () => 'passes',
        (error: { readonly code: string }) => error.code,
      )
    }
    expect(await askFrom(origin)).toBe('passes')
    const otherScheme = origin.replace(/^https?/, (is) => (is === 'http' ? 'https' : 'http'))
    expect(await askFrom(otherScheme)).toBe('cross_site')
  })

  test('is put together where a proxy sent it in pieces', async () => {
    const headersDistinct = { cookie: ['a=b', `token=${good}`] }
    const gate = createGate({ verifier, from })
    const grant = await gate.authenticate(nodeView({ method: 'GET', url: '/', headersDistinct }))
    expect(grant?.subject).toBe('alice')
  })
})

describe('a ticket in the query as the source', () => {
  const from = ['header', { ticket: 'ticket' }] as const

  test('is taken once', async () => {
    const url = `/events?a=b&ticket=${await mint({ singleUse: true, ttl: 30 })}`
    expect(await ask({ from }, { url })).toBe('alice')
    expect(await ask({ from }, { url })).toBe('replayed_token')
  })

  test('is what a minter makes of a grant, whatever the age of its token', async () => {
    let now = NOW
    const old = createMinter({ issuer, keys, capabilities: [dial], clock: () => now })
    const { token } = await old.mint({
      capabilities: [dial({ appSid: 'AP1' })],
      subject: 'bob',
      ttl: 900,
    })
    now += 300.4
    const later = createVerifier({ issuer, keys, clock: () => now, replay: memoryReplayStore() })
    const parent = await later.verify(token)
    const { capabilities } = parent
    const ticket = await old.attenuate(parent, { capabilities, singleUse: true })
    const url = `https://a.example/?ticket=${ticket.token}#x`
    expect(await ask({ from, verifier: later }, { url })).toBe('bob')
    expect(ticket.expiresIn).toBe(30)
  })

  test.each([
    ['a token for more than one use', { ttl: 30 }],
    ['a token that lives longer', { singleUse: true, ttl: 31 }],
  ])('is not %s', async (_what, options) => {
    expect(await ask({ from }, { url: `/?ticket=${await mint(options)}` })).toBe(
      'malformed_request',
    )
  })

  test.each([
    ['none', '/?other=1', 'missing_token'],
    ['no query', '/', 'missing_token'],
    ['two', `/?ticket=${good}&ticket=${good}`, 'malformed_request'],
    ['one behind the fragment', `/#?ticket=${good}`, 'missing_token'],
    ['an empty one', '/?ticket=', 'malformed_request'],
    ['a bent one', `/?ticket=${good}x`, 'invalid_token'],
  ])('may be %s', async (_what, url, outcome) => {
    expect(await ask({ from }, { url })).toBe(outcome)
  })

  test('beside a token in the header is one token too many', async () => {
    const headers = { authorization: `Bearer ${good}` }
    expect(await ask({ from }, { url: `/?ticket=${good}`, headers })).toBe('malformed_request')
  })
})

describe('the events of a gate', () => {
  test('name code and reason, and the token only if its signature holds', async () => {
    const events: GrantlineEvent[] = []
    const gate = createGate({ verifier, onEvent: (event) => events.push(event) })
    const refusals = [{}, { authorization: 'Bearer' }, { authorization: `Bearer ${good}x` }]
    for (const headers of refusals) {
      // oxlint-disable-next-line no-await-in-loop -- the order is what is tested
      await gate.authenticate(viewOf({ headers })).catch(() => {})
    }
    const view = viewOf({ headers: { authorization: `Bearer ${good}` } })
    const grant = await gate.authenticate(view)
    await gate
      .require(dial, { appSid: 'AP2' })(grant, view)
      .catch(() => {})
    const durationMs = expect.any(Number)
    expect(events).toEqual([
      { type: 'refused', code: 'missing_token', durationMs },
      { type: 'refused', code: 'malformed_request', durationMs },
      { type: 'refused', code: 'invalid_token', reason: 'signature', durationMs },
      {
        type: 'refused',
        code: 'insufficient_capability',
        reason: 'decision',
        jti: grant?.id,
        durationMs,
      },
    ])
  })

  test('change no outcome, whatever a listener does', async () => {
    const onEvent = (): never => {
      throw new Error('broken log')
    }
    expect(await ask({ onEvent }, {})).toBe('missing_token')
  })
})
