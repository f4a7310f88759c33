import type { Dispatcher, Pool } from 'undici'

/** What is sent. */
export type Sent = Pick<Dispatcher.RequestOptions, 'path' | 'method' | 'headers' | 'body'>

/**
 * Sends so many requests over the connections of a pool, on each the next as soon as the answer to
 * the one before is there.
 *
 * @throws {Error} for an answer other than 200
 */
export async function sendMany(
  pool: Pool,
  { requests, connections }: { readonly requests: number; readonly connections: number },
  nth: () => Sent,
): Promise<void> {
  let left = requests
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      const status = await send(pool, nth())
      if (status !== 200) throw new Error(`a request was answered with ${status}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
}

/** Sends one request, reads its answer to the end and tells the status. */
export async function send(pool: Pool, sent: Sent): Promise<number> {
  const { statusCode, body } = await pool.request(sent)
  // Read by hand: `dump` is slower than what is measured.
  body.resume()
  await new Promise((resolve, reject) => {
    body.once('end', resolve)
    body.once('error', reject)
  })
  return statusCode
}

/** Sends one request and reads its answer as JSON. */
export async function readJson(pool: Pool, sent: Sent): Promise<unknown> {
  const { statusCode, body } = await pool.request(sent)
  if (statusCode !== 200) throw new Error(`a request was answered with ${statusCode}`)
  return body.json()
}
