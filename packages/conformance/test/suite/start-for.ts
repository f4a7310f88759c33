import { onTestFinished } from 'vitest'
import type { Setup } from '../../src/setup.ts'
import type { Host, StartHost } from '../hosts/host.ts'

/** Starts a host for one test. */
export async function startFor(start: StartHost, setup: Setup): Promise<Host> {
  const host = await start(setup)
  onTestFinished(() => host.close())
  return host
}
