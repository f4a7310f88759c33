import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { makeKeys, signToken, type Keys } from '../keys.ts'
import { APP_SID, claimsWith, headerFor, twoScopes } from '../work.ts'
import { send } from './load.ts'
import { startServer } from './server-process.ts'
import { tellKey, type Task } from './task.ts'

/** What a run of kills came to. */
export interface RestartReport {
  readonly kills: number
  readonly requests: number
  /** Revocations that a server answered with 200, all lives together. */
  readonly acknowledged: number
  /** Tokens that were let in after their revocation was acknowledged. */
  readonly lost: readonly string[]
  /** Tokens that were refused though nobody revoked them. */
  readonly invented: readonly string[]
}

/** Settings of {@link restartUnderLoad}. */
export interface RestartOptions {
  /** The file that the server process runs. */
  readonly worker: string
  readonly kills: number
  /** The longest time before a kill, in milliseconds. */
  readonly lifeMs?: number
  /**
   * Requests at the same time that ask for the end of one token.
   *
   * @default 1
   */
  readonly askers?: number
}

/** Requests at the same time. */
const WORKERS = 8
/** Tokens of one life. */
const TOKENS = 300

/**
 * Kills a server with SIGKILL while tokens are used and revoked there, starts it anew over the same
 * file, and asks it about every token of all lives so far.
 */
export async function restartUnderLoad(options: RestartOptions): Promise<RestartReport> {
  const { worker, kills, lifeMs = 400, askers = 1 } = options
  const folder = await mkdtemp(join(tmpdir(), 'grantline-restart-'))
  const keys = makeKeys('HS256')
  const file = join(folder, 'revocations.log')
  const task: Task = { role: 'revoking', file, key: tellKey(keys) }
  const witness = createWitness(askers)
  try {
    // oxlint-disable no-await-in-loop -- one life after the other
    for (let life = 0; life <= kills; life += 1) {
      const server = await startServer(worker, task)
      const pool = new Pool(server.origin, { connections: WORKERS })
      await witness.useAll(pool)
      const isLast = life === kills
      const traffic = isLast ? Promise.resolve() : witness.work(pool, tokensOf(keys, life))
      if (!isLast) await sleep(50 + Math.random() * lifeMs)
      await server.kill()
      await pool.destroy()
      await traffic
    }
    // oxlint-enable no-await-in-loop
    return { kills, ...witness.report() }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function tokensOf(keys: Keys, life: number): readonly string[] {
  return Array.from({ length: TOKENS }, (_, index) =>
    signToken(keys, headerFor(keys), claimsWith(twoScopes('alice'), `${life}-${index}`)),
  )
}

/** Whether a token was revoked, as far as a client can know. */
type Fate = 'kept' | 'asked' | 'acknowledged'

/** A client that remembers what it was promised. */
interface Witness {
  /** Uses and revokes the given tokens until the server is gone. */
  work(pool: Pool, tokens: readonly string[]): Promise<void>
  /** Uses every token that it knows. */
  useAll(pool: Pool): Promise<void>
  report(): Omit<RestartReport, 'kills'>
}

function createWitness(askers: number): Witness {
  const fates = new Map<string, Fate>()
  const lost = new Set<string>()
  const invented = new Set<string>()
  let requests = 0

  const use = async (pool: Pool, token: string): Promise<void> => {
    const before = fates.get(token)
    const headers = { authorization: `Bearer ${token}` }
    const status = await send(pool, { path: `/calls/${APP_SID}`, method: 'GET', headers })
    requests += 1
    if (before === 'acknowledged' && status !== 401) lost.add(token)
    // Another connection may have asked for its end meanwhile.
    if (fates.get(token) === 'kept' && status !== 200) invented.add(token)
  }
  const revoke = async (pool: Pool, token: string): Promise<void> => {
    if (fates.get(token) === 'kept') fates.set(token, 'asked')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = new URLSearchParams({ token }).toString()
    const status = await send(pool, { path: '/revoke', method: 'POST', headers, body })
    if (status === 200) fates.set(token, 'acknowledged')
  }
  const workOn = async (pool: Pool, any: () => string, left: string[]): Promise<never> => {
    // Only the end of the server ends this.
    for (;;) {
      // oxlint-disable no-await-in-loop -- one after the other is the point
      await use(pool, any())
      const ended = left.pop()
      if (ended !== undefined) {
        await Promise.all(Array.from({ length: askers }, () => revoke(pool, ended)))
      }
      await use(pool, any())
      // oxlint-enable no-await-in-loop
    }
  }
  return {
    async work(pool, tokens) {
      for (const token of tokens) fates.set(token, 'kept')
      const any = (): string => tokens[Math.floor(Math.random() * tokens.length)] ?? ''
      const left = [...tokens]
      await Promise.allSettled(Array.from({ length: WORKERS }, () => workOn(pool, any, left)))
    },
    async useAll(pool) {
      const left = [...fates.keys()]
      const useNext = async (): Promise<void> => {
        for (let token = left.pop(); token !== undefined; token = left.pop()) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
          await use(pool, token)
        }
      }
      await Promise.all(Array.from({ length: WORKERS }, useNext))
    },
    report: () => {
      const fatesNow = [...fates.values()]
      const acknowledged = fatesNow.filter((fate) => fate === 'acknowledged').length
      return { requests, acknowledged, lost: [...lost], invented: [...invented] }
    },
  }
}
