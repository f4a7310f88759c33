import type { TokenGrant } from '../../src/client.ts'
import { settle, VirtualEnv } from './virtual-env.ts'

interface Waiting {
  readonly run: () => Promise<void>
  isGone: boolean
}

/** Tabs of one browser: a channel and a lock join them, and one server serves them. */
export class Browser {
  /** ms. */
  life = 60_000
  calls = 0
  /** Whether the server keeps everybody waiting. */
  hang = false
  readonly #tabs: VirtualEnv[] = []
  readonly #channels = new Set<VirtualChannel>()
  readonly #locks = new Map<string, Waiting[]>()

  /** A new tab. */
  tab(): VirtualEnv {
    const env = new VirtualEnv()
    env.chance = (this.#tabs.length % 10) / 10
    env.locks = this.#lockManager()
    env.channel = (name) => this.#channel(name)
    this.#tabs.push(env)
    return env
  }

  fetchToken(): Promise<TokenGrant> {
    this.calls += 1
    if (this.hang) return new Promise(() => {})
    return Promise.resolve({ token: `token-${this.calls}`, expiresIn: this.life / 1000 })
  }

  /** Time passes in every tab, in small steps. */
  async advance(ms: number): Promise<void> {
    const step = Math.min(ms, 50)
    for (let passed = 0; passed < ms; passed += step) {
      for (const tab of this.#tabs) await tab.advance(step)
    }
    await settle()
  }

  #lockManager(): LockManager {
    const request = async (
      name: string,
      { signal }: { signal: AbortSignal },
      callback: () => Promise<unknown>,
    ): Promise<unknown> => {
      const queue = this.#locks.get(name) ?? []
      this.#locks.set(name, queue)
      return await new Promise((resolve, reject) => {
        const next = (): void => {
          queue.shift()
          while (queue[0]?.isGone === true) queue.shift()
          void queue[0]?.run()
        }
        const entry: Waiting = {
          isGone: false,
          run: async () => {
            try {
              resolve(await callback())
            } catch (error) {
              reject(error)
            }
            next()
          },
        }
        signal.addEventListener('abort', () => {
          if (queue[0] === entry) return
          entry.isGone = true
          reject(signal.reason as Error)
        })
        queue.push(entry)
        if (queue[0] === entry) queueMicrotask(() => void entry.run())
      })
    }
    return { request } as unknown as LockManager
  }

  #channel(name: string): BroadcastChannel {
    const channel = new VirtualChannel(name, this.#channels)
    return channel as unknown as BroadcastChannel
  }
}

class VirtualChannel extends EventTarget {
  readonly name: string
  readonly all: Set<VirtualChannel>

  constructor(name: string, all: Set<VirtualChannel>) {
    super()
    this.name = name
    this.all = all
    all.add(this)
  }

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message)
    for (const other of this.all) {
      if (other === this || other.name !== this.name) continue
      queueMicrotask(() => {
        if (this.all.has(other)) other.dispatchEvent(new MessageEvent('message', { data }))
      })
    }
  }

  close(): void {
    this.all.delete(this)
  }
}
