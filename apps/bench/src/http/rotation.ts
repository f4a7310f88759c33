import { decodeProtectedHeader } from 'jose'
import { Pool } from 'undici'
import { makeKeys, signToken } from '../keys.ts'
import { APP_SID, claimsWith, headerFor, twoScopes } from '../work.ts'
import { readJson, send, type Sent } from './load.ts'
import { startServer, type ServerProcess } from './server-process.ts'

/** What a run of rotations came to. */
export interface RotationReport {
  readonly requests: number
  /** Requests with a good token that were not answered 200, by status. */
  readonly failed: Readonly<Record<number, number>>
  /** The keys that signed, in order. */
  readonly kids: readonly string[]
  /** How often the verifying server fetched the keys. */
  readonly downloads: number
  /** Keys still published in the end. */
  readonly published: number
}

/** Settings of {@link rotateUnderLoad}; all durations are whole seconds. */
export interface RotationOptions {
  /** The file that the server processes run. */
  readonly worker: string
  readonly rotations: number
  /** For which verifiers keep the keys. */
  readonly maxAge: number
  /** For which a key is published before it signs; less than `maxAge` fails requests. */
  readonly publishFor: number
}

/** Seconds a token lives, and those for which it is sent again and again. */
const LIFE = 4
const SENT_FOR = 2

/** Requests at the same time. */
const WORKERS = 8
/** Requests with which each token is sent on its own before another is fetched. */
const SENT_PER_TOKEN = 5

/**
 * Rotates the keys of an issuing process while tokens of it are sent to a verifying one, new and old
 * tokens mixed, without a pause; each rotation begins when the one before signs.
 */
export async function rotateUnderLoad(options: RotationOptions): Promise<RotationReport> {
  const { worker, rotations, maxAge, publishFor } = options
  const servers: ServerProcess[] = []
  const pools: Pool[] = []
  const open = async (task: Parameters<typeof startServer>[1]): Promise<[ServerProcess, Pool]> => {
    const server = await startServer(worker, task)
    const pool = new Pool(server.origin, { connections: WORKERS })
    servers.push(server)
    pools.push(pool)
    return [server, pool]
  }
  try {
    const [issuer, issuing] = await open({ role: 'issuer', maxAge, ttl: LIFE })
    const jwks = `${issuer.origin}/jwks.json`
    const [, verifying] = await open({ role: 'verifier', jwks, cacheMaxAge: maxAge })
    await sendStranger(verifying)
    const traffic = createTraffic(issuing, verifying)
    const done = traffic.start()
    await Promise.race([traffic.signedBy('key-0'), done])
    for (let turn = 1; turn <= rotations; turn += 1) {
      const kid = `key-${turn}`
      // oxlint-disable no-await-in-loop -- one rotation after the other
      await issuer.ask('rotate', { kid, publishFor })
      await Promise.race([traffic.signedBy(kid), done])
      // oxlint-enable no-await-in-loop
    }
    traffic.stop()
    await done
    const published = (await issuer.ask('kids')) as readonly string[]
    const downloads = (await issuer.ask('downloads')) as number
    return { ...traffic.report(), downloads, published: published.length }
  } finally {
    await Promise.all(pools.map((pool) => pool.destroy()))
    await Promise.all(servers.map((server) => server.kill()))
  }
}

/**
 * Sends a token of nobody. Its unknown `kid` has the keys fetched, and from then on no other one has
 * for a while: rotation must not lean on that.
 */
async function sendStranger(verifying: Pool): Promise<void> {
  const keys = makeKeys('ES256')
  const header = { ...headerFor(keys), kid: 'stranger' }
  const token = signToken(keys, header, claimsWith(twoScopes('eve')))
  const status = await send(verifying, callWith(token))
  if (status !== 401) throw new Error(`a token of nobody was answered with ${status}`)
}

function callWith(token: string): Sent {
  const headers = { authorization: `Bearer ${token}` }
  return { path: `/calls/${APP_SID}`, method: 'GET', headers }
}

interface Traffic {
  /** Sends until {@link stop}. */
  start(): Promise<void>
  stop(): void
  /** Resolves once a key has signed, and tokens of it were sent. */
  signedBy(kid: string): Promise<void>
  report(): Pick<RotationReport, 'requests' | 'failed' | 'kids'>
}

function createTraffic(issuing: Pool, verifying: Pool): Traffic {
  const recent: { readonly token: string; readonly until: number }[] = []
  const failed: Record<number, number> = {}
  const kids: string[] = []
  const waiting = new Map<string, () => void>()
  let requests = 0
  const stopped = new AbortController()

  const use = async (token: string): Promise<void> => {
    const status = await send(verifying, callWith(token))
    requests += 1
    if (status !== 200) failed[status] = (failed[status] ?? 0) + 1
  }
  const useRecent = async (): Promise<void> => {
    const now = performance.now()
    while (recent[0] !== undefined && recent[0].until < now) recent.shift()
    const one = recent[Math.floor(Math.random() * recent.length)]
    if (one !== undefined) await use(one.token)
  }
  const work = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      // oxlint-disable no-await-in-loop -- one after the other is the point
      const until = performance.now() + SENT_FOR * 1000
      const token = await fetchToken(issuing)
      recent.push({ token, until })
      await use(token)
      const { kid = '' } = decodeProtectedHeader(token)
      if (!kids.includes(kid)) kids.push(kid)
      waiting.get(kid)?.()
      for (let sent = 0; sent < SENT_PER_TOKEN; sent += 1) await useRecent()
      // oxlint-enable no-await-in-loop
    }
  }
  return {
    start: async () => {
      await Promise.all(Array.from({ length: WORKERS }, work))
    },
    stop: () => stopped.abort(),
    signedBy: (kid) => new Promise((resolve) => waiting.set(kid, resolve)),
    report: () => ({ requests, failed, kids }),
  }
}

async function fetchToken(issuing: Pool): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const sent = { path: '/token', method: 'POST', headers, body: '{}' } as const
  const { access_token: token } = (await readJson(issuing, sent)) as { access_token: string }
  return token
}
