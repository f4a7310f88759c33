import { appendFile, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCallLog, readCallLog, type CallLog } from '../../src/server/call-log.ts'
import { StartError } from '../../src/server/start-error.ts'
import { tempFolder } from './test-server.ts'

const clock = (): number => 1_000_000_000

function open(file: string): Promise<CallLog> {
  return openCallLog(file, { clock, onError: (error) => expect.unreachable(String(error)) })
}

const call = (from: string, to: string): Parameters<CallLog['add']>[0] => ({
  about: { id: 'x', from, to, params: {} },
  answered: true,
  reason: 'hung_up',
})

test('tells a name of its calls, the last ones first', async () => {
  const file = join(await tempFolder(), 'data', 'calls.jsonl')
  const log = await open(file)
  log.add(call('Alice', 'Bob'))
  log.add(call('Bob', 'Carol'))
  log.add(call('Carol', 'Bob'))
  await log.close()
  const shared = { at: '2001-09-09T01:46:40.000Z', answered: true, reason: 'hung_up' }
  expect(await readCallLog(file, 'Carol')).toEqual([
    { ...shared, from: 'Carol', to: 'Bob' },
    { ...shared, from: 'Bob', to: 'Carol' },
  ])
  expect(await readCallLog(file, 'Dave')).toEqual([])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('tells of the last fifty', async () => {
  const file = join(await tempFolder(), 'calls.jsonl')
  const log = await open(file)
  for (let count = 0; count < 60; count += 1) log.add(call('Alice', `B${count}`))
  await log.close()
  const calls = await readCallLog(file, 'Alice')
  expect(calls).toHaveLength(50)
  expect(calls.at(0)?.to).toBe('B59')
})

test('begins anew with every start', async () => {
  const file = join(await tempFolder(), 'calls.jsonl')
  const log = await open(file)
  log.add(call('Alice', 'Bob'))
  await log.close()
  await open(file)
  expect(await readCallLog(file, 'Alice')).toEqual([])
})

test('is read without a line that is half written, and while there is none', async () => {
  const file = join(await tempFolder(), 'calls.jsonl')
  expect(await readCallLog(file, 'Alice')).toEqual([])
  const log = await open(file)
  log.add(call('Alice', 'Bob'))
  await log.close()
  await appendFile(file, '{"at":"2001')
  expect(await readCallLog(file, 'Alice')).toHaveLength(1)
})

test('says in one sentence that it cannot be written', async () => {
  const file = join(await tempFolder(), 'calls.jsonl')
  await mkdir(file)
  await expect(open(file)).rejects.toThrow(
    new StartError(`The call log ${file} cannot be written.`),
  )
})
