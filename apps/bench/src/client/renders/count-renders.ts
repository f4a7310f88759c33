import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import type { Answer, Keeper } from './keeper.ts'
import type { Page } from './page.ts'

/** How often a component was rendered, and the endpoint asked. */
export interface RenderCount {
  readonly name: string
  readonly note?: string
  /** Renders until the first token is shown, that one with it. */
  readonly first: number
  /** Renders for each refresh. */
  readonly refreshes: readonly number[]
  /** Renders in a minute in which nothing happens. */
  readonly idle: number
  /** Renders for each return to the page. */
  readonly returns: readonly number[]
  /** Requests for each return to the page. */
  readonly returnRequests: readonly number[]
}

/** Milliseconds until the endpoint answers. */
const ANSWERED_AFTER = 50
/** Seconds a token lives. */
const LIFE = 600
/** A keeper that asks for nothing more must not keep the time from ending, ms. */
const LONGEST = 3_600_000
const REFRESHES = 20
const RETURNS = 10

/**
 * Mounts a keeper in a page, and counts.
 *
 * @throws {Error} if it shows no new token in an hour
 */
export async function countRenders(
  { name, note, App }: Keeper,
  { time, root, leave }: Page,
): Promise<RenderCount> {
  let renders = 0
  let requests = 0
  let shown: string | null = null
  const fetchToken = (): Promise<Answer> => {
    const token = `token-${(requests += 1)}`
    return new Promise((resolve) => {
      time.after(ANSWERED_AFTER, () => resolve({ token, expiresIn: LIFE }))
    })
  }
  const onRender = (token: string | null): void => {
    renders += 1
    shown = token
  }
  const restore = answerSessions(fetchToken)
  const react = createRoot(root)

  /** Renders and requests while something happens. */
  const during = async (happens: () => Promise<void>): Promise<[number, number]> => {
    const before = [renders, requests] as const
    await happens()
    return [renders - before[0], requests - before[1]]
  }
  const pass = (ms: number): Promise<void> => time.run(time.now + ms)
  const nextToken = async (): Promise<void> => {
    const end = time.now + LONGEST
    const last = shown
    const isSame = (): boolean => shown === last
    while (isSame()) {
      if (time.now >= end) throw new Error(`${name} shows no new token`)
      // oxlint-disable-next-line no-await-in-loop -- one moment after the other
      await pass(1000)
    }
    await pass(1000)
  }
  const often = async (
    count: number,
    happens: () => Promise<void>,
  ): Promise<[number, number][]> => {
    const counts: [number, number][] = []
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (let turn = 0; turn < count; turn += 1) counts.push(await during(happens))
    return counts
  }

  try {
    const [first] = await during(() => {
      react.render(createElement(App, { fetchToken, onRender }))
      return nextToken()
    })
    const refreshes = await often(REFRESHES, nextToken)
    const [idle] = await during(() => pass(60_000))
    const returns = await often(RETURNS, () => leave(10))
    return {
      name,
      ...(note !== undefined && { note }),
      first,
      refreshes: refreshes.map(([count]) => count),
      idle,
      returns: returns.map(([count]) => count),
      returnRequests: returns.map(([, count]) => count),
    }
  } finally {
    react.unmount()
    restore()
    await pass(1000)
  }
}

/** The endpoint of next-auth, which asks by `fetch`. */
function answerSessions(fetchToken: () => Promise<Answer>): () => void {
  const { fetch } = globalThis
  globalThis.fetch = async () => {
    const { token } = await fetchToken()
    const expires = new Date(Date.now() + LIFE * 1000).toISOString()
    return Response.json({ user: { name: 'Alice' }, expires, token })
  }
  return () => {
    globalThis.fetch = fetch
  }
}
