import type { FetchContext, FetchToken, TokenGrant } from '../../src/client.ts'
import { settle } from './virtual-env.ts'

/** One request that waits for its answer. */
export interface Request {
  readonly context: FetchContext
  answer(grant: TokenGrant): Promise<void>
  fail(error: unknown): Promise<void>
}

/** A source that answers when the test says so. */
export class ManualSource {
  readonly requests: Request[] = []

  fetchToken: FetchToken = (context) =>
    new Promise((resolve, reject) => {
      this.requests.push({
        context,
        answer: (grant) => {
          resolve(grant)
          return settle()
        },
        fail: (error) => {
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a source may throw anything
          reject(error)
          return settle()
        },
      })
    })

  /** The latest request. */
  get last(): Request {
    const request = this.requests.at(-1)
    if (request === undefined) throw new Error('nobody has asked for a token yet')
    return request
  }

  get count(): number {
    return this.requests.length
  }
}

/** A source that always answers at once, with numbered tokens of one life in seconds. */
export function steadySource(expiresIn: number): { fetchToken: FetchToken; count: () => number } {
  let count = 0
  return {
    fetchToken: () => {
      count += 1
      return Promise.resolve({ token: `token-${count}`, expiresIn })
    },
    count: () => count,
  }
}
