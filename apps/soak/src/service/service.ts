import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createKeyRing,
  generateKey,
  type Key,
  type KeyRing,
  type RevocationLevel,
  type RevocationStore,
} from '@grantline/core'
import { fileRevocationStore } from '@grantline/core/node'
import { cut, listen } from './listen.ts'
import { onExpress } from './on-express.ts'
import { onHono } from './on-hono.ts'
import { makeParts, type Doors, type Parts } from './parts.ts'

export type Framework = 'express' | 'hono'

/** Settings of {@link startService}. */
export interface ServiceOptions {
  readonly framework: Framework
  /** Seconds a token lives. */
  readonly ttl: number
  readonly doors?: Doors | undefined
}

/** A server that issues tokens and is guarded by them; its keys and its file outlive it. */
export interface Service {
  readonly origin: string
  /** Cuts every connection and forgets what is in memory. */
  stop(): Promise<void>
  /** Comes back on the same port. */
  start(): Promise<void>
  /** Lets another key sign, after `publishFor` seconds. */
  rotate(kid: string, publishFor: number): Promise<void>
  /** Throws the key that signs out, and all it signed. */
  loseKey(): Promise<void>
  revoke(level: RevocationLevel, value: string): Promise<void>
  close(): Promise<void>
}

const makers: Readonly<Record<Framework, (parts: Parts) => Server>> = {
  express: onExpress,
  hono: onHono,
}

interface Running {
  readonly server: Server
  readonly ring: KeyRing
  readonly revocation: RevocationStore
}

/** Starts a server on a free port of this machine. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { framework, ttl, doors } = options
  const folder = await mkdtemp(join(tmpdir(), 'grantline-soak-'))
  /** The one that signs comes first. */
  const keys: [Key, ...Key[]] = [await generateKey('ES256', { kid: 'key-0' })]
  let port = 0
  let losses = 0

  const open = async (): Promise<Running> => {
    const ring = createKeyRing(keys)
    const revocation = await fileRevocationStore({ file: join(folder, 'revocations.log') })
    const server = makers[framework](makeParts({ ring, revocation, ttl, doors }))
    port = await listen(server, port)
    return { server, ring, revocation }
  }
  const shut = async ({ server, revocation }: Running): Promise<void> => {
    await cut(server)
    await revocation.close?.()
  }
  let running: Running | undefined = await open()
  const up = (): Running => {
    if (running === undefined) throw new Error('the server is stopped')
    return running
  }

  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const stopping = up()
      running = undefined
      await shut(stopping)
    },
    async start() {
      running ??= await open()
    },
    async rotate(kid, publishFor) {
      const key = await generateKey('ES256', { kid })
      up().ring.rotate(key, { publishFor })
      keys.unshift(key)
    },
    async loseKey() {
      const { ring } = up()
      const [lost] = keys
      losses += 1
      const key = await generateKey('ES256', { kid: `after-loss-${losses}` })
      ring.rotate(key)
      ring.retire(lost.kid ?? '')
      keys[0] = key
    },
    revoke: (level, value) =>
      up().revocation.revoke({ level, value, expiresAt: Date.now() / 1000 + 2 * ttl }),
    async close() {
      if (running !== undefined) await shut(running)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
