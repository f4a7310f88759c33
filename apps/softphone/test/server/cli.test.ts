import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { onTestFinished, expect, test } from 'vitest'
import { runCli } from '../../src/server/cli.ts'
import { tempFolder } from './test-server.ts'

interface Run {
  readonly out: () => string
  readonly err: () => string
  readonly stop: () => void
  readonly code: Promise<number>
  readonly keyFile: string
}

/** Runs the command with a page that is as small as can be. */
async function run(...argv: readonly string[]): Promise<Run> {
  const folder = await tempFolder()
  const pageFolder = join(folder, 'page')
  await mkdir(pageFolder)
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html>')
  const keyFile = join(folder, 'cookie.key')
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  let out = ''
  let err = ''
  const code = runCli(argv, {
    pageFolder,
    cookieKeyFile: keyFile,
    callLogFile: join(folder, 'calls.jsonl'),
    signal: stop.signal,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  })
  return { out: () => out, err: () => err, stop: () => stop.abort(), code, keyFile }
}

/** The address that the command printed. */
async function addressOf({ out, code }: Run): Promise<string> {
  for (;;) {
    const [address] = /http:\/\/localhost:\d+/.exec(out()) ?? []
    if (address !== undefined) return address
    const ended = await Promise.race([code, new Promise((resolve) => setImmediate(resolve))])
    if (typeof ended === 'number') throw new Error(`ended with ${ended} before it was ready`)
  }
}

test('prints the address, the framework and what is kept where, and stops when told', async () => {
  const command = await run('--port', '0')
  const address = await addressOf(command)
  expect(await (await fetch(`${address}/health`)).json()).toEqual({
    status: 'ok',
    framework: 'hono',
  })
  expect(command.out().split('\n')).toEqual([
    `The softphone runs with hono: ${address}`,
    'Tokens live 60 s; their keys were made at this start and are kept in memory only.',
    expect.stringMatching(
      /^A sign-in survives a restart: the key of its cookie is kept in .*cookie\.key\.$/,
    ),
    'Ctrl-C stops the server.',
    '',
  ])
  command.stop()
  expect(await command.code).toBe(0)
  expect(command.err()).toBe('')
  await expect(fetch(address)).rejects.toThrow()
})

test('serves with Express and another token life when asked', async () => {
  const command = await run('--framework=express', '--port=0', '--ttl', '5')
  const address = await addressOf(command)
  expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ framework: 'express' })
  const signedIn = await fetch(`${address}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Alice' }),
  })
  const [cookie = ''] = signedIn.headers.getSetCookie().join().split(';')
  const token = await fetch(`${address}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ as: 'Alice' }),
  })
  expect(await token.json()).toMatchObject({ expires_in: 5 })
})

test('never prints the cookie key', async () => {
  const command = await run('--port', '0')
  await addressOf(command)
  expect(command.out()).not.toContain((await readFile(command.keyFile, 'utf8')).trim())
})

test('explains itself', async () => {
  const command = await run('--help', '--port', '0')
  expect(await command.code).toBe(0)
  for (const flag of ['--framework', '--port', '--host', '--ttl', '--verify-port', '--help']) {
    expect(command.out()).toContain(flag)
  }
})

test.each([
  [['--framwork', 'express'], '"--framwork" is not a flag of this program: --help lists them.'],
  [['--framwork=express'], '"--framwork" is not a flag of this program: --help lists them.'],
  [['-x'], '"-x" is not a flag of this program: --help lists them.'],
  [['express'], '"express" is not a flag of this program: --help lists them.'],
  [['--', 'express'], '"--" is not a flag of this program: --help lists them.'],
  [['--help=yes'], '"--help" takes no value.'],
  [['--framework', 'koa'], '--framework takes hono or express, not "koa".'],
  [['--port'], '--port needs a value.'],
  [['--port='], '--port needs a value.'],
  [['--port', '--ttl'], '--port takes a whole number from 0 to 65535, not "--ttl".'],
  [['--port', '65536'], '--port takes a whole number from 0 to 65535, not "65536".'],
  [['--port', '3e3'], '--port takes a whole number from 0 to 65535, not "3e3".'],
  [['--port', '-1'], '--port takes a whole number from 0 to 65535, not "-1".'],
  [['--ttl', '0'], '--ttl takes a whole number from 1 to 86400, not "0".'],
  [['--verify-port', 'no'], '--verify-port takes a whole number from 0 to 65535, not "no".'],
  [['--ttl', '1.5'], '--ttl takes a whole number from 1 to 86400, not "1.5".'],
])('refuses %j in one sentence', async (argv, sentence) => {
  const command = await run(...argv)
  expect(await command.code).toBe(1)
  expect(command.err()).toBe(`${sentence}\n`)
  expect(command.out()).toBe('')
})

test('says so when the port is taken', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const command = await run('--port', String(port))
  expect(await command.code).toBe(1)
  expect(command.err()).toBe(
    `Port ${port} is taken by another program: stop that one, or choose another with --port.\n`,
  )
})

test('says so when the address is not of this machine', async () => {
  const command = await run('--port', '0', '--host', '203.0.113.1')
  expect(await command.code).toBe(1)
  expect(command.err()).toBe(
    'The server cannot listen on 203.0.113.1: choose an address of this machine with --host.\n',
  )
})

test('says so when the cookie key is damaged', async () => {
  const command = await run('--help')
  await command.code
  await writeFile(command.keyFile, 'x')
  const errors: string[] = []
  const code = await runCli(['--port', '0'], {
    pageFolder: join(command.keyFile, '..', 'page'),
    cookieKeyFile: command.keyFile,
    callLogFile: join(command.keyFile, '..', 'calls.jsonl'),
    signal: AbortSignal.abort(),
    out: () => {},
    err: (text) => void errors.push(text),
  })
  expect(code).toBe(1)
  expect(errors).toEqual([
    `The cookie key file ${command.keyFile} is damaged: delete it to make a new one, then everybody signs in again.\n`,
  ])
})
