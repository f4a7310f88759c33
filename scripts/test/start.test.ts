import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { root } from '../lib/repository.mjs'

/** The start command of a user who runs no tests. */
function start(...flags: string[]): ChildProcess {
  const env = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST)/.test(name))
  return spawn(process.execPath, ['scripts/start.mjs', ...flags], {
    cwd: root,
    env: Object.fromEntries(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The address that the demo prints, once it has. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const address = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(output)
      if (address) resolve(address[0])
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`ended with ${code} before:\n${output}`)))
  })
}

let child: ChildProcess | undefined
afterEach(() => {
  if (child?.exitCode === null) child.kill('SIGTERM')
})

test('starts the demo, serves its page, and ends with 0 and a closed port on Ctrl-C', async () => {
  child = start('--port', '0')
  const address = await addressOf(child)
  const page = await fetch(address)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(await page.text()).toContain('<script')

  // The terminal and npm each send one.
  child.kill('SIGINT')
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
  await expect(fetch(address)).rejects.toThrow('fetch failed')
})

test('takes its flags after dashes as well, which pnpm hands over', async () => {
  child = start('--', '--port', '0', '--framework', 'express')
  const page = await fetch(await addressOf(child))
  expect(page.status).toBe(200)

  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('hands its flags to the demo, and the exit code of the demo to its caller', async () => {
  child = start('--framework', 'neither')
  const [code] = await once(child, 'exit')
  expect(code).toBeGreaterThan(0)
})
