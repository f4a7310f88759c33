/** A workerd that starts isolates. */
export interface IsolateHost {
  /**
   * Starts an isolate with the code of a worker, and asks it.
   *
   * @param id - a name that no isolate had before it
   * @throws {Error} if it answers with an error
   */
  start(id: string, code: string): Promise<IsolateStart>
  stop(): Promise<void>
}

/** What a fresh isolate took, ms, on a clock outside of it: inside the clock stands still. */
export interface IsolateStart {
  /** The first request: the isolate is made, its code compiled and run, and a token minted. */
  readonly first: number
  /** The second request, which only mints: the way there and back is the same. */
  readonly second: number
  /** What it answered. */
  readonly answer: string
}

/** A program that fails to answer is not waited for longer, ms. */
const LONGEST = 30_000

/** Keeps the codes out of the requests: they are of different lengths. */
const HOST = `const codes = new Map()
export default {
  async fetch(request, env) {
    const id = new URL(request.url).searchParams.get('id')
    if (request.method === 'PUT') {
      codes.set(id, await request.text())
      return new Response()
    }
    const isolate = env.LOADER.get(id, () => ({
      compatibilityDate: '2026-04-01',
      mainModule: 'main.js',
      modules: { 'main.js': codes.get(id) },
    }))
    return await isolate.getEntrypoint().fetch('https://worker.test/')
  },
}
`

/** Starts workerd, without `nodejs_compat`: nothing of Node is there. */
export async function startIsolateHost(): Promise<IsolateHost> {
  // It takes long to load, and everything else can do without it.
  const { Miniflare } = await import('miniflare')
  const workerd = new Miniflare({
    compatibilityDate: '2026-04-01',
    modules: [{ type: 'ESModule', path: 'host.js', contents: HOST }],
    workerLoaders: { LOADER: {} },
  })
  try {
    await workerd.ready
  } catch (cause) {
    await workerd.dispose()
    throw cause
  }

  async function ask(method: 'GET' | 'PUT', id: string, body?: string): Promise<string> {
    const response = await workerd.dispatchFetch(`https://host.test/?id=${id}`, {
      method,
      signal: AbortSignal.timeout(LONGEST),
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
  }

  return {
    async start(id, code) {
      await ask('PUT', id, code)
      const startedAt = performance.now()
      const answer = await ask('GET', id)
      const answeredAt = performance.now()
      await ask('GET', id)
      return { first: answeredAt - startedAt, second: performance.now() - answeredAt, answer }
    },
    stop: () => workerd.dispose(),
  }
}
