import type { Dispatcher, Pool } from 'undici'

/** What is sent. */
export type Sent = Pick<Dispatcher.RequestOptions, 'path' | 'method' | 'headers' | 'body'>

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
