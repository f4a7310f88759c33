import { bareApp } from '../../src/bare-app.ts'
import { askFetch } from './ask-fetch.ts'
import type { StartHost } from './host.ts'

/** Starts the gate and the handlers without a framework and without a socket. */
export const startBare: StartHost = async (setup) => {
  const app = bareApp(setup)
  const send = askFetch((url, init) => app.fetch(new Request(url, init)))
  return { errors: app.errors, send, close: () => {} }
}
