import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createAuthFetch,
  defaultEnv,
  isTokenFetchError,
  TokenFetchError,
  TokenManager,
  type AuthFetchOptions,
  type Env,
  type TokenEvent,
  type TokenManagerOptions,
} from '../../src/client.ts'
import { CODES } from '../../src/errors.ts'
import { Denial } from '../../src/http/denial.ts'

interface Seen {
  readonly path: string
  readonly method: string
  readonly token: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Answer = (seen: Seen, response: ServerResponse) => void

class Api {
  readonly seen: Seen[] = []
  origin = ''
  /** The token it takes; any when it is undefined. */
  good: string | undefined
  answer: Answer = (seen, response) => {
    const isGood = this.good === undefined || seen.token === this.good
    if (isGood) response.writeHead(200).end('served')
    else refuse()(seen, response)
  }

  readonly #server: Server = createServer((request, response) => {
    let body = ''
    request.setEncoding('latin1')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      const { url: path = '', method = '', headers } = request
      const token = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1]
      const seen = { path, method, token, headers, body }
      this.seen.push(seen)
      this.answer(seen, response)
    })
  })

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => {
      this.#server.close(resolve)
    })
  }

  get tokens(): (string | undefined)[] {
    return this.seen.map(({ token }) => token)
  }
}

const INVALID = 'Basic realm="Bearer error=\\"x\\", y", Bearer realm="a", error="invalid_token"'

function refuse(challenge: string | null = INVALID, status = 401): Answer {
  return (_seen, response) => {
    if (challenge !== null) response.setHeader('WWW-Authenticate', challenge)
    response.writeHead(status, { 'Content-Type': 'text/plain' }).end('refused')
  }
}

function problem(body: unknown, status = 401, type = 'application/problem+json'): Answer {
  return (_seen, response) => {
    response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(body))
  }
}

let api: Api
let other: Api
let count: number
let events: TokenEvent[]

beforeEach(async () => {
  api = new Api()
  other = new Api()
  await Promise.all([api.start(), other.start()])
  count = 0
  events = []
})

afterEach(async () => {
  await Promise.all([api.stop(), other.stop()])
})

function manage(options: Partial<TokenManagerOptions> = {}): TokenManager {
  const fetchToken = (): Promise<{ token: string; expiresIn: number }> => {
    count += 1
    return Promise.resolve({ token: `token-${count}`, expiresIn: 3600 })
  }
  const source = options.endpoint ? {} : { fetchToken }
  return new TokenManager({ ...source, onEvent: (event) => events.push(event), ...options })
}

function authFetch(manager: TokenManager = manage(), options: AuthFetchOptions = {}): typeof fetch {
  return createAuthFetch(manager, { origins: [api.origin], ...options })
}

/** A page of the api's, with a base of its own. */
function page(baseURI: string, origin: string): Env {
  const document = { baseURI, visibilityState: 'visible' } as unknown as Document
  return { ...defaultEnv(), document, window: { origin } as unknown as Window }
}

describe('a request', () => {
  test('has the token, and is otherwise as fetch would send it', async () => {
    const response = await authFetch()(`${api.origin}/calls?to=1`, {
      method: 'PUT',
      headers: { 'X-Mine': 'yes' },
      body: 'hello',
    })
    expect(await response.text()).toBe('served')
    expect(api.seen).toEqual([
      expect.objectContaining({
        path: '/calls?to=1',
        method: 'PUT',
        token: 'token-1',
        body: 'hello',
      }),
    ])
    expect(api.seen[0]?.headers).toMatchObject({
      'x-mine': 'yes',
      'content-type': 'text/plain;charset=UTF-8',
    })
  })

  test('may be a URL or a Request, with or without more settings', async () => {
    const send = authFetch()
    await send(new URL(`${api.origin}/url`))
    await send(new Request(`${api.origin}/request`, { method: 'POST', body: 'a' }))
    await send(new Request(`${api.origin}/both`, { method: 'POST', body: 'a' }), { body: 'b' })
    expect(api.seen.map(({ path, body, token }) => [path, body, token])).toEqual([
      ['/url', '', 'token-1'],
      ['/request', 'a', 'token-1'],
      ['/both', 'b', 'token-1'],
    ])
  })

  test('is taken as it was when it was made', async () => {
    const body = new TextEncoder().encode('before')
    const headers = new Headers({ 'X-Mine': 'before' })
    const sent = authFetch()(api.origin, { method: 'POST', headers, body })
    body.fill(0)
    headers.set('X-Mine', 'after')
    await sent
    expect(api.seen[0]).toMatchObject({ body: 'before', headers: { 'x-mine': 'before' } })
  })

  test('rejects like one of fetch when it cannot be made', async () => {
    await expect(authFetch()('/calls')).rejects.toBeInstanceOf(TypeError)
    await expect(authFetch()(api.origin, { body: 'a' })).rejects.toBeInstanceOf(TypeError)
    expect(count).toBe(0)
  })

  test('that brings its own Authorization goes out as it is', async () => {
    api.answer = refuse()
    const response = await authFetch()(api.origin, { headers: { authorization: 'Basic YTpi' } })
    expect(response.status).toBe(401)
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(['Basic YTpi'])
    expect(count).toBe(0)
  })

  test('of what the page has made itself goes out as it is', async () => {
    const urls: string[] = []
    const send = authFetch(manage(), {
      origins: ['https://api.example.com'],
      fetch: (input) => {
        urls.push((input as Request).url)
        return Promise.resolve(new Response())
      },
    })
    await send('blob:https://api.example.com/1b4e28ba')
    expect(urls).toEqual(['blob:https://api.example.com/1b4e28ba'])
    expect(count).toBe(0)
  })

  test('to another origin goes out also where the endpoint is nowhere', async () => {
    const send = authFetch(manage({ endpoint: '/token' }))
    await expect(send(`${other.origin}/`)).resolves.toMatchObject({ status: 200 })
  })

  test('to the token endpoint goes out as it is', async () => {
    const endpoint = `${api.origin}/token`
    api.answer = refuse()
    const response = await authFetch(manage({ endpoint }))(endpoint, { method: 'POST' })
    expect(response.status).toBe(401)
    expect(api.tokens).toEqual([undefined])
  })

  test('does not wait for itself where it is what the manager fetches with', async () => {
    api.answer = ({ path }, response) => {
      const grant = { access_token: 'opaque', expires_in: 60 }
      response.writeHead(200).end(path === '/token' ? JSON.stringify(grant) : 'served')
    }
    let send = fetch
    const env: Env = { ...defaultEnv(), fetch: (input, init) => send(input, init) }
    const manager = manage({ endpoint: `${api.origin}/token`, env })
    send = createAuthFetch(manager, { fetch })
    expect(await (await send(`${api.origin}/calls`)).text()).toBe('served')
    expect(api.seen.map(({ path, token }) => [path, token])).toEqual([
      ['/token', undefined],
      ['/calls', 'opaque'],
    ])
  })

  test('goes out by the option, the env, or the fetch of the moment', async () => {
    const by: string[] = []
    const via = (name: string): typeof fetch => {
      return (input, init) => {
        by.push(name)
        return fetch(input, init)
      }
    }
    const env = { ...defaultEnv(), fetch: via('env') }
    await authFetch(manage({ env }), { fetch: via('option') })(api.origin)
    await authFetch(manage({ env }))(api.origin)
    const send = authFetch()
    const native = globalThis.fetch
    globalThis.fetch = (input, init) => {
      by.push('global')
      return native(input, init)
    }
    await send(api.origin).finally(() => (globalThis.fetch = native))
    expect(by).toEqual(['option', 'env', 'global'])
  })
})

describe('the token goes', () => {
  test('to the origins that are named, and to no other', async () => {
    const send = authFetch(
      manage({ endpoint: `${other.origin}/token`, env: page(other.origin, other.origin) }),
    )
    await send(other.origin, { method: 'POST', body: 'as it is', headers: { 'X-Mine': 'yes' } })
    expect(other.seen).toEqual([
      expect.objectContaining({ token: undefined, method: 'POST', body: 'as it is' }),
    ])
    expect(other.seen[0]?.headers).toMatchObject({ 'x-mine': 'yes' })
    expect(events).toEqual([])
  })

  test('to the origin of the endpoint by default', async () => {
    api.answer = (_seen, response) => {
      response.end(JSON.stringify({ access_token: 'opaque', expires_in: 60 }))
    }
    const send = createAuthFetch(manage({ endpoint: `${api.origin}/token` }))
    await send(`${api.origin}/calls`)
    await send(`${other.origin}/calls`)
    expect(api.tokens).toEqual([undefined, 'opaque'])
    expect(other.tokens).toEqual([undefined])
  })

  test('to the page, and not to the base of its links', async () => {
    const send = createAuthFetch(manage({ env: page(`${other.origin}/base/`, api.origin) }))
    await send('calls')
    await send(`${api.origin}/calls`)
    expect(other.seen.map(({ path, token }) => [path, token])).toEqual([['/base/calls', undefined]])
    expect(api.tokens).toEqual(['token-1'])
  })

  test('to a relative URL of the page', async () => {
    const send = createAuthFetch(manage({ env: page(`${api.origin}/app/index.html`, api.origin) }))
    await send('calls')
    await send('/calls')
    expect(api.seen.map(({ path, token }) => [path, token])).toEqual([
      ['/app/calls', 'token-1'],
      ['/calls', 'token-1'],
    ])
  })

  test.each([undefined, 'null'])('nowhere from a page of the origin %s', async (origin) => {
    const send = createAuthFetch(manage({ env: page(api.origin, origin as string) }))
    for (const url of [api.origin, 'data:text/plain,a']) {
      const error: unknown = await send(url).catch((why: unknown) => why)
      expect(error).toBeInstanceOf(TokenFetchError)
      expect(error).toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('origins'),
      })
    }
    expect(api.seen).toEqual([])
  })

  test('not along when a redirect leads to another origin', async () => {
    api.answer = (_seen, response) => {
      response.writeHead(307, { Location: `${other.origin}/there` }).end()
    }
    other.answer = refuse()
    const send = authFetch(manage(), { origins: [api.origin, other.origin] })
    const response = await send(`${api.origin}/here`)
    expect(response.status).toBe(401)
    expect(api.tokens).toEqual(['token-1'])
    expect(other.tokens).toEqual([undefined])
    // It says nothing of a token it has not seen.
    expect(count).toBe(1)
  })

  test('along when a redirect stays, and is replaced there', async () => {
    api.answer = ({ path, token }, response) => {
      if (path === '/here') response.writeHead(307, { Location: '/there' }).end()
      else if (token === 'token-2') response.end('served')
      else refuse()({} as Seen, response)
    }
    const response = await authFetch()(`${api.origin}/here`)
    expect(await response.text()).toBe('served')
    expect(api.tokens).toEqual(['token-1', 'token-1', 'token-2', 'token-2'])
  })
})

describe('a 401 for the token', () => {
  test('brings another token and one more request', async () => {
    api.good = 'token-2'
    const response = await authFetch()(api.origin)
    expect(response.status).toBe(200)
    expect(api.tokens).toEqual(['token-1', 'token-2'])
  })

  test('brings one refresh for twenty requests', async () => {
    api.good = 'token-2'
    const manager = manage()
    const send = authFetch(manager)
    await manager.getToken()
    const responses = await Promise.all(Array.from({ length: 20 }, () => send(api.origin)))
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(count).toBe(2)
    expect(api.seen).toHaveLength(40)
  })

  test('is let go of when it is not the answer', async () => {
    const closed = new Promise<void>((resolve) => {
      api.answer = ({ token }, response) => {
        if (token === 'token-2') return response.end('served')
        response.on('close', resolve)
        return response.writeHead(401, { 'WWW-Authenticate': INVALID }).write('refu')
      }
    })
    expect((await authFetch()(api.origin)).status).toBe(200)
    await closed
  })

  test('is the answer when the next token is refused, too', async () => {
    api.good = 'none'
    const response = await authFetch()(api.origin)
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('refused')
    expect(api.tokens).toEqual(['token-1', 'token-2'])
    expect(count).toBe(2)
  })

  test.each([
    ['fails', () => Promise.reject(new Error('no'))],
    ['is denied', () => Promise.reject(new TokenFetchError('login_required'))],
    ['is the same one', () => Promise.resolve({ token: 'token-1', expiresIn: 3600 })],
  ])('is the answer when the next token %s', async (_what, fetchNext) => {
    api.good = 'none'
    let asked = 0
    const fetchToken = (): Promise<{ token: string; expiresIn: number }> => {
      asked += 1
      return asked === 1 ? Promise.resolve({ token: 'token-1', expiresIn: 3600 }) : fetchNext()
    }
    const response = await authFetch(manage({ fetchToken }))(api.origin)
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('refused')
    expect(api.tokens).toEqual(['token-1'])
    expect(asked).toBe(2)
  })

  test('of a request of somebody else brings nothing', async () => {
    const manager = manage({ identity: 'alice' })
    api.answer = (seen, response) => {
      manager.setIdentity('bob')
      refuse()(seen, response)
    }
    const response = await authFetch(manager)(api.origin)
    expect(response.status).toBe(401)
    expect(api.tokens).toEqual(['token-1'])
    expect(count).toBe(1)
  })

  test('is the answer when somebody else comes while the next token does', async () => {
    api.good = 'none'
    const manager = manage({
      identity: 'alice',
      fetchToken: () => {
        count += 1
        if (count === 2) manager.setIdentity('bob')
        return Promise.resolve({ token: `token-${count}`, expiresIn: 3600 })
      },
    })
    const response = await authFetch(manager)(api.origin)
    expect(response.status).toBe(401)
    expect(api.tokens).toEqual(['token-1'])
  })

  test.each<[string, Answer]>([
    ['no challenge', refuse(null)],
    ['another scheme', refuse('DPoP error="invalid_token"')],
    ['a challenge in quotes', refuse('Basic realm="Bearer error=invalid_token"')],
    ['no error', refuse('Bearer realm="invalid_token"')],
    ['another error', refuse('Bearer error="invalid_request", error_description="invalid_token"')],
    ['another status', refuse(INVALID, 400)],
    ['another body', problem({ error: 'invalid_token' }, 401, 'application/json')],
    ['another problem', problem({ error: 'missing_token', code: 'invalid_token' })],
    ['a problem of text', problem('invalid_token')],
    ['a problem of nothing', problem(null)],
  ])('is not one with %s', async (_what, answer) => {
    api.answer = answer
    const response = await authFetch()(api.origin)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await response.text()).not.toBe('')
    expect(api.seen).toHaveLength(1)
    expect(count).toBe(1)
  })

  test.each<[string, Answer]>([
    ['error', problem({ error: 'invalid_token', code: 'expired_token' })],
    ['code', problem({ code: 'invalid_token' })],
    [
      'error, with a charset',
      problem({ error: 'invalid_token' }, 401, 'application/problem+json; charset=utf-8'),
    ],
    [
      'error, behind a challenge without',
      (seen, response) => {
        response.setHeader('WWW-Authenticate', 'Bearer')
        problem({ error: 'invalid_token' })(seen, response)
      },
    ],
  ])('may say so as the %s of a problem', async (_what, answer) => {
    api.answer = (seen, response) => {
      if (seen.token === 'token-2') response.end('served')
      else answer(seen, response)
    }
    expect(await (await authFetch()(api.origin)).text()).toBe('served')
    expect(api.tokens).toEqual(['token-1', 'token-2'])
  })

  test('may be any that the gate writes', async () => {
    for (const code of ['invalid_token', 'expired_token', 'revoked_token'] as const) {
      const { status, headers, body } = new Denial(code, { realm: 'api' })
      for (const isHidden of [false, true]) {
        api.seen.length = 0
        api.answer = ({ token }, response) => {
          if (token !== 'token-1') return response.end('served')
          for (const [name, value] of Object.entries(headers)) {
            if (!isHidden || name === 'Content-Type') response.setHeader(name, value)
          }
          return response.writeHead(status).end(JSON.stringify(body))
        }
        count = 0
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        expect((await authFetch()(api.origin)).status, `${code} ${CODES[code].status}`).toBe(200)
      }
    }
  })
})

describe('a problem', () => {
  test('stays readable', async () => {
    api.answer = problem({ error: 'missing_token' })
    const response = await authFetch()(api.origin)
    expect(await response.json()).toEqual({ error: 'missing_token' })
  })

  test('leaves no timer behind', async () => {
    api.answer = problem({ error: 'missing_token' })
    const native = defaultEnv()
    const timers = new Set<unknown>()
    const env: Env = {
      ...native,
      setTimeout: (callback, ms) => {
        const timer = native.setTimeout(callback, ms)
        timers.add(timer)
        return timer
      },
      clearTimeout: (timer) => {
        timers.delete(timer)
        native.clearTimeout(timer)
      },
    }
    const manager = manage({ env })
    await manager.getToken()
    timers.clear()
    await authFetch(manager)(api.origin)
    expect(timers.size).toBe(0)
  })

  test.each([
    ['up to its limit', 16_384, 2],
    ['not beyond', 16_385, 1],
  ])('is read %s', async (_what, size, sends) => {
    const body = { error: 'invalid_token', detail: '' }
    body.detail = 'a'.repeat(size - JSON.stringify(body).length)
    api.answer = problem(body)
    const response = await authFetch()(api.origin)
    expect((await response.text()).length).toBe(size)
    expect(api.seen).toHaveLength(sends)
  })

  test('without an end is given up, and goes on for the caller', async () => {
    api.answer = (_seen, response) => {
      response.writeHead(401, { 'Content-Type': 'application/problem+json' })
      response.on('close', () => (isOpen = false))
      const write = (): void => {
        if (isOpen) response.write(' '.repeat(8192), write)
      }
      write()
    }
    let isOpen = true
    const response = await authFetch()(api.origin)
    const reader = response.body?.getReader()
    expect((await reader?.read())?.done).toBe(false)
    await reader?.cancel()
    await expect.poll(() => isOpen).toBe(false)
  })

  test('that does not go on is not waited for long', async () => {
    api.answer = (_seen, response) => {
      response.writeHead(401, { 'Content-Type': 'application/problem+json' }).write('{"error":')
    }
    const native = defaultEnv()
    // Time runs fast.
    const env: Env = {
      ...native,
      setTimeout: (callback, ms) => native.setTimeout(callback, ms / 100),
    }
    const response = await authFetch(manage({ env }))(api.origin)
    expect(response.status).toBe(401)
    await response.body?.cancel()
  })
})

describe('the body of a request', () => {
  const bytes = new TextEncoder().encode('hello')
  const form = new FormData()
  form.set('a', 'hello')
  form.set('b', new Blob(['file']), 'b.txt')

  test.each<[string, BodyInit]>([
    ['a string', 'hello'],
    ['a Blob', new Blob(['hello'])],
    ['a FormData', form],
    ['a URLSearchParams', new URLSearchParams({ a: 'hello' })],
    ['an ArrayBuffer', bytes.buffer],
    ['bytes', bytes],
  ])('is sent again when it is %s', async (_what, body) => {
    api.good = 'token-2'
    const response = await authFetch()(api.origin, { method: 'POST', body })
    expect(response.status).toBe(200)
    const [first, second] = api.seen
    expect(first?.body).toContain('hello')
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['content-type']).toBe(first?.headers['content-type'])
  })

  test('is sent again when it came in a Request', async () => {
    api.good = 'token-2'
    const request = new Request(api.origin, { method: 'POST', body: 'hello' })
    const response = await authFetch()(request)
    expect(response.status).toBe(200)
    expect(api.seen.map(({ body }) => body)).toEqual(['hello', 'hello'])
    expect(request.bodyUsed).toBe(true)
  })

  const stream = (): ReadableStream => new Blob(['hello']).stream()
  /** As Safari has them. */
  const plainStream = (): ReadableStream =>
    Object.defineProperty(stream(), Symbol.asyncIterator, { value: undefined })
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield bytes
  }

  test.each<[string, () => unknown]>([
    ['a stream', stream],
    ['a stream that cannot be iterated', plainStream],
    ['an async iterable', parts],
  ])('is sent once when it is %s, and the next request has another token', async (_what, make) => {
    api.good = 'token-2'
    const send = authFetch()
    const init = { method: 'POST', body: make(), duplex: 'half' } as RequestInit
    const response = await send(api.origin, init)
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('refused')
    expect(api.seen.map(({ body }) => body)).toEqual(['hello'])
    expect((await send(api.origin)).status).toBe(200)
    expect(count).toBe(2)
  })
})

describe('a signal', () => {
  const reason = new Error('enough')

  test('that has fired sends nothing', async () => {
    const send = authFetch()
    const sent = send(api.origin, { signal: AbortSignal.abort(reason) })
    await expect(sent).rejects.toBe(reason)
    expect(count).toBe(0)
    expect(api.seen).toEqual([])
  })

  test('ends the wait for the token', async () => {
    const abort = new AbortController()
    const fetchToken = (): Promise<never> => {
      abort.abort(reason)
      return new Promise(() => {})
    }
    const manager = manage({ fetchToken })
    await expect(authFetch(manager)(api.origin, { signal: abort.signal })).rejects.toBe(reason)
    expect(api.seen).toEqual([])
    manager.dispose()
  })

  test('of a Request ends it as well, by its usual name', async () => {
    const abort = new AbortController()
    const fetchToken = (): Promise<never> => {
      abort.abort()
      return new Promise(() => {})
    }
    const manager = manage({ fetchToken })
    const request = new Request(api.origin, { signal: abort.signal })
    await expect(authFetch(manager)(request)).rejects.toMatchObject({ name: 'AbortError' })
    manager.dispose()
  })

  test('ends the request', async () => {
    const abort = new AbortController()
    const closed = new Promise<void>((resolve) => {
      api.answer = (_seen, response) => {
        response.on('close', resolve)
        abort.abort(reason)
      }
    })
    await expect(authFetch()(api.origin, { signal: abort.signal })).rejects.toBe(reason)
    await closed
  })

  test('ends the wait for the next token, and not the fetch of it', async () => {
    api.good = 'none'
    const abort = new AbortController()
    let answer: (() => void) | undefined
    const manager = manage({
      fetchToken: () => {
        count += 1
        const grant = { token: `token-${count}`, expiresIn: 3600 }
        if (count === 1) return Promise.resolve(grant)
        abort.abort(reason)
        return new Promise((resolve) => {
          answer = () => resolve(grant)
        })
      },
    })
    await expect(authFetch(manager)(api.origin, { signal: abort.signal })).rejects.toBe(reason)
    answer?.()
    await expect.poll(() => manager.getToken()).toBe('token-2')
    expect(api.tokens).toEqual(['token-1'])
  })

  test('ends the second request', async () => {
    const abort = new AbortController()
    api.answer = (seen, response) => {
      if (seen.token === 'token-1') refuse()(seen, response)
      else abort.abort(reason)
    }
    await expect(authFetch()(api.origin, { signal: abort.signal })).rejects.toBe(reason)
    expect(api.tokens).toEqual(['token-1', 'token-2'])
  })

  test('ends the body', async () => {
    const abort = new AbortController()
    api.answer = (_seen, response) => void response.writeHead(200).write('some')
    const response = await authFetch()(api.origin, { signal: abort.signal })
    abort.abort(reason)
    await expect(response.text()).rejects.toThrow()
  })
})

describe('a 403 for want of a scope', () => {
  const told = (): TokenEvent[] => events.filter(({ type }) => type === 'insufficient_scope')

  test.each<[string, Answer, string | undefined]>([
    ['a challenge', refuse('Bearer error="insufficient_scope", scope="a b"', 403), 'a b'],
    ['a challenge without it', refuse('Bearer error="insufficient_scope"', 403), undefined],
    ['a problem', problem({ error: 'insufficient_scope', scope: 'a b' }, 403), 'a b'],
    ['a problem of the gate', problem({ error: 'insufficient_scope', required: 'a' }, 403), 'a'],
    ['a problem without it', problem({ error: 'insufficient_scope', scope: 7 }, 403), undefined],
  ])('tells the scope of %s, and asks for no other token', async (_what, answer, scope) => {
    api.answer = answer
    const response = await authFetch()(api.origin)
    expect(response.status).toBe(403)
    expect(await response.text()).not.toBe('')
    expect(told()).toEqual([{ type: 'insufficient_scope', scope }])
    expect(api.seen).toHaveLength(1)
    expect(count).toBe(1)
  })

  test('is told of the second request, too', async () => {
    api.answer = (seen, response) => {
      const isFirst = seen.token === 'token-1'
      refuse(isFirst ? INVALID : 'Bearer error="insufficient_scope"', isFirst ? 401 : 403)(
        seen,
        response,
      )
    }
    expect((await authFetch()(api.origin)).status).toBe(403)
    expect(told()).toHaveLength(1)
  })

  test('is not told of any other refusal, or of somebody else', async () => {
    const manager = manage({ identity: 'alice' })
    const send = authFetch(manager)
    for (const answer of [
      refuse('Bearer error="insufficient_scope"', 401),
      refuse('Bearer error="invalid_token"', 403),
      refuse(null, 403),
      ((seen, response) => {
        manager.setIdentity('bob')
        refuse('Bearer error="insufficient_scope"', 403)(seen, response)
      }) satisfies Answer,
    ]) {
      api.answer = answer
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await send(api.origin)
    }
    expect(told()).toEqual([])
    expect(api.seen).toHaveLength(4)
  })
})

describe('no token to begin with', () => {
  test('rejects as getToken does', async () => {
    const why = new TokenFetchError('login_required')
    const fetchToken = (): Promise<never> => Promise.reject(why)
    await expect(authFetch(manage({ fetchToken }))(api.origin)).rejects.toBe(why)
    expect(api.seen).toEqual([])
  })

  test('rejects also when the manager has ended', async () => {
    const manager = manage()
    manager.dispose()
    await expect(authFetch(manager)(api.origin)).rejects.toMatchObject({ code: 'disposed' })
  })
})

describe('an error', () => {
  function texts(error: unknown): string {
    if (!(error instanceof Error)) return String(error)
    return [error.message, error.stack, JSON.stringify(error), texts(error.cause)].join('\n')
  }

  test.each(['secret\nsecret', 'secret\u20AC'])(
    'holds no token that no header can hold',
    async (token) => {
      const fetchToken = () => Promise.resolve({ token, expiresIn: 60 })
      const error: unknown = await authFetch(manage({ fetchToken }))(api.origin).catch(
        (why: unknown) => why,
      )
      expect(error).toMatchObject({ code: 'bad_response' })
      expect(isTokenFetchError(error)).toBe(true)
      expect(texts(error)).not.toContain('secret')
    },
  )

  test('of the network is that of fetch, without the token', async () => {
    await api.stop()
    const fetchToken = () => Promise.resolve({ token: 'secret', expiresIn: 60 })
    const error: unknown = await authFetch(manage({ fetchToken }))(api.origin).catch(
      (why: unknown) => why,
    )
    expect(error).toBeInstanceOf(TypeError)
    expect(texts(error)).not.toContain('secret')
    await api.start()
  })
})

describe('createAuthFetch refuses', () => {
  test.each([
    ['a wildcard', ['*']],
    ['a wildcard in a host', ['https://*.example.com']],
    ['a path', ['https://api.example.com/v1']],
    ['a final slash', ['https://api.example.com/']],
    ['a host', ['api.example.com']],
    ['a default port', ['https://api.example.com:443']],
    ['capitals', ['https://API.example.com']],
    ['an opaque origin', ['null']],
    ['a scheme without origins', ['data:text/plain,a']],
    ['one bad among good', ['https://api.example.com', 'https://a.example/']],
    ['none', []],
    ['text', 'https://api.example.com'],
    ['a URL', [new URL('https://api.example.com')]],
    ['nothing', [undefined]],
  ])('%s as an origin', (_what, origins) => {
    const make = (): unknown => createAuthFetch(manage(), { origins: origins as string[] })
    expect(make).toThrow(TypeError)
    expect(make).toThrow(/createAuthFetch.*origins.*https:/)
  })

  test('an option it does not know', () => {
    const make = (): unknown => createAuthFetch(manage(), { origin: 'a' } as AuthFetchOptions)
    expect(make).toThrow(TypeError)
    expect(make).toThrow(/createAuthFetch.*origins/)
  })
})

test('a refusal whose body somebody has read is the answer all the same', async () => {
  const read = problem({ error: 'insufficient_scope' }, 403)
  api.answer = read
  const send = authFetch(manage(), {
    fetch: async (input) => {
      const response = await fetch(input)
      await response.text()
      return response
    },
  })
  await expect(send(api.origin)).resolves.toMatchObject({ status: 403 })
})
