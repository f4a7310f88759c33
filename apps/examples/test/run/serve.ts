import { afterAll } from 'vitest'
import type { Running } from './start.ts'

/** Keeps a started server until the tests of the file are over. */
export async function untilTheEnd<Server extends Pick<Running, 'stop'>>(
  starting: Promise<Server>,
): Promise<Server> {
  const server = await starting
  afterAll(() => server.stop())
  return server
}
