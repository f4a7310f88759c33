import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openSocket } from './test-socket.ts'
import { createBrowser } from './test-server.ts'

const app = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''

/** The two executables, as the build lays it out, bundled from source. */
beforeAll(async () => {
  // Inside the app, so that what stays outside the bundle is found.
  folder = await mkdtemp(join(app, 'node_modules', '.main-test-'))
  await build({
    root: app,
    configFile: false,
    logLevel: 'silent',
    ssr: {
      noExternal: [/^@grantline\//],
      resolve: { conditions: ['@grantline/source', 'node', 'module'] },
    },
    build: {
      ssr: true,
      outDir: join(folder, 'dist', 'server'),
      emptyOutDir: true,
      target: 'node20',
      rollupOptions: {
        input: ['src/server/main.ts', 'src/server/verify-main.ts'],
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await mkdir(join(folder, 'dist', 'page'))
  await writeFile(join(folder, 'dist', 'page', 'index.html'), '<!doctype html>')
}, 60_000)

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

interface Program {
  readonly process: ChildProcess
  /** Both streams, once the program has ended. */
  readonly ended: Promise<{ code: number | null; signal: string | null; out: string; err: string }>
  readonly address: () => Promise<string>
  /** The address of the second process that it started. */
  readonly secondAddress: () => Promise<string>
}

function start(...argv: readonly string[]): Program {
  return run('main.js', ...argv)
}

function run(program: string, ...argv: readonly string[]): Program {
  const child = spawn(process.execPath, [join(folder, 'dist', 'server', program), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => (err += String(chunk)))
  const ended: Program['ended'] = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out, err }))
  })
  const printed = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const [, found] = pattern.exec(out) ?? []
        if (found !== undefined) resolve(found)
      }
      child.stdout.on('data', look)
      look()
      child.on('close', () => reject(new Error(`ended before it was ready: ${err}`)))
    })
  return {
    process: child,
    ended,
    address: () => printed(/: (http:\/\/localhost:\d+)/),
    secondAddress: () => printed(/public keys alone: (http:\/\/localhost:\d+)/),
  }
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'runs until %s, also with open sockets and connections',
  { timeout: 20_000 },
  async (signal) => {
    const program = start('--port', '0')
    const url = (await program.address()).replace('localhost', '127.0.0.1')
    const browser = createBrowser({ url, signalUrl: `${url.replace('http', 'ws')}/signal` })
    await browser.signIn('Alice')
    const alice = await browser.online('Alice')
    const sleeper = await openSocket(
      `${url.replace('http', 'ws')}/signal`,
      await browser.token('Alice'),
    )
    sleeper.goSilent()
    program.process.kill(signal)
    program.process.kill(signal)
    expect(await alice.closed).toBe(1012)
    expect(await program.ended).toMatchObject({ code: 0, signal: null, err: '' })
    sleeper.drop()
  },
)

test('ends with one sentence and code 1 for a bad flag', { timeout: 20_000 }, async () => {
  expect(await start('--port', 'x').ended).toEqual({
    code: 1,
    signal: null,
    out: '',
    err: '--port takes a whole number from 0 to 65535, not "x".\n',
  })
})

test('ends with one sentence and code 1 for a taken port', { timeout: 20_000 }, async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' ? address?.port : undefined
  expect(await start('--port', String(port)).ended).toEqual({
    code: 1,
    signal: null,
    out: '',
    err: `Port ${port} is taken by another program: stop that one, or choose another with --port.\n`,
  })
})

interface Token {
  readonly url: string
  readonly headers: { readonly authorization: string }
}

/** A fresh token of Alice, and what it may ask the second process. */
async function signIn(first: string, second: string): Promise<Token> {
  const url = first.replace('localhost', '127.0.0.1')
  const browser = createBrowser({ url, signalUrl: `${url.replace('http', 'ws')}/signal` })
  await browser.signIn('Alice')
  const authorization = `Bearer ${await browser.token('Alice')}`
  const there = second.replace('localhost', '127.0.0.1')
  return { url: `${there}/people/Alice/calls`, headers: { authorization } }
}

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'starts a second process that verifies by the public keys, and ends with it (%s)',
  { timeout: 20_000 },
  async (signal) => {
    const program = start('--port', '0')
    const { url, headers } = await signIn(await program.address(), await program.secondAddress())
    const answer = await fetch(url, { headers })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ calls: [] })
    expect((await fetch(url)).status).toBe(401)

    program.process.kill(signal)
    // Both have the same streams, so these are over when both are.
    expect((await program.ended).err).toBe('')
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  },
)

test('goes on alone where the port of the second is taken', { timeout: 20_000 }, async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const program = start('--port', '0', '--verify-port', String(port))
  const said = new Promise<string>((resolve) => {
    program.process.stderr?.once('data', (chunk: Buffer) => resolve(String(chunk)))
  })
  expect(await said).toBe(
    `Port ${port} is taken by another program: stop that one, or choose another with --verify-port.\n`,
  )
  expect((await fetch(`${await program.address()}/health`)).status).toBe(200)
  program.process.kill('SIGINT')
  expect(await program.ended).toMatchObject({ code: 0 })
})

test('starts no second process when told so', { timeout: 20_000 }, async () => {
  const program = start('--port', '0', '--verify-port', 'off')
  await program.address()
  program.process.kill('SIGINT')
  const { out } = await program.ended
  expect(out).toContain('Ctrl-C stops the server.')
  expect(out).not.toContain('second process')
})

test('the second process can be started by hand, with the other framework', async () => {
  const first = start('--port', '0', '--verify-port', 'off')
  const origin = await first.address()
  const jwks = `${origin}/.well-known/jwks.json`
  const second = run('verify-main.js', '--jwks', jwks, '--verify-port=0', '--framework', 'express')
  const { url, headers } = await signIn(origin, await second.secondAddress())
  expect((await fetch(url, { headers })).status).toBe(200)
  second.process.kill('SIGINT')
  expect(await second.ended).toMatchObject({ code: 0, signal: null, err: '' })
  expect((await fetch(`${origin}/health`)).status).toBe(200)
}, 20_000)
