import { existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { createFileLog, type FileLog } from '../../src/revocation/file-log.ts'
import { openLog } from '../../src/revocation/file-open.ts'
import type { LogFile } from '../../src/revocation/file-write.ts'
import { temporaryFile } from './temporary.ts'

type Fault = 'write' | 'half a write' | 'sync' | 'truncate'

/** A log on a real file whose calls fail while a fault is set, and what it did. */
async function openFaulty(file: string) {
  const state = await openLog(file, () => {})
  const faults = new Set<Fault>()
  const calls: string[] = []
  const fail = (): never => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  }
  const handle: LogFile = {
    read: state.file.read.bind(state.file),
    close: () => state.file.close(),
    async sync() {
      calls.push('sync')
      if (faults.has('sync')) fail()
      await state.file.sync()
    },
    async truncate(length) {
      calls.push('truncate')
      if (faults.has('truncate')) fail()
      await state.file.truncate(length)
    },
    write: (async (bytes: Buffer, offset: number, length: number, position: number) => {
      calls.push('write')
      if (faults.has('write')) fail()
      const isHalf = faults.has('half a write')
      // Every call may write less than it was asked to.
      const part = isHalf ? Math.ceil(length / 2) : Math.min(length, 40)
      const written = await state.file.write(bytes, offset, part, position)
      if (isHalf) faults.add('write')
      return written
    }) as LogFile['write'],
  }
  const log = createFileLog({
    state: { ...state, file: handle },
    guard: async () => {},
    compact: async (same) => same,
  })
  return { log, faults, calls }
}

const append = (log: FileLog, value: string): Promise<void> =>
  log.append({ level: 'token', value, cutOffMs: 1000, expiresAt: 3000 })

async function valuesIn(file: string): Promise<string[]> {
  const values: string[] = []
  const { file: handle } = await openLog(file, ({ value }) => values.push(value))
  await handle.close()
  return values
}

describe('a log on a disk that fails', () => {
  test('acknowledges after the sync, and syncs once for many', async () => {
    const file = await temporaryFile()
    const { log, calls } = await openFaulty(file)
    const first = append(log, 'first').then(() => calls.push('answer'))
    await first
    expect(calls.filter((call) => call !== 'write')).toEqual(['sync', 'answer'])
    calls.length = 0
    await Promise.all(Array.from({ length: 100 }, (_, index) => append(log, `id-${index}`)))
    expect(calls.filter((call) => call === 'sync').length).toBeLessThanOrEqual(2)
    await log.close()
    expect(await valuesIn(file)).toHaveLength(101)
  })

  test.each<Fault>(['write', 'half a write'])(
    'takes back %s that failed, and goes on when there is room',
    async (fault) => {
      const file = await temporaryFile()
      const { log, faults } = await openFaulty(file)
      await append(log, 'a')
      const before = await readFile(file)
      faults.add(fault)
      await expect(append(log, 'b')).rejects.toMatchObject({
        code: 'verifier_unavailable',
        cause: { code: 'ENOSPC' },
      })
      expect(await readFile(file)).toEqual(before)
      faults.clear()
      await append(log, 'c')
      await log.close()
      expect(await valuesIn(file)).toEqual(['a', 'c'])
    },
  )

  test('acknowledges nothing more after a sync that failed', async () => {
    const file = await temporaryFile()
    const { log, faults, calls } = await openFaulty(file)
    await append(log, 'a')
    faults.add('sync')
    await expect(append(log, 'b')).rejects.toMatchObject({ code: 'verifier_unavailable' })
    faults.clear()
    calls.length = 0
    await expect(append(log, 'c')).rejects.toMatchObject({ code: 'verifier_unavailable' })
    expect(calls).toEqual([])
    await log.close()
    expect((await valuesIn(file)).slice(0, 1)).toEqual(['a'])
  })

  test('acknowledges nothing more when a failed write cannot be taken back', async () => {
    const file = await temporaryFile()
    const { log, faults } = await openFaulty(file)
    await append(log, 'a')
    faults.add('half a write').add('truncate')
    await expect(append(log, 'b')).rejects.toMatchObject({ code: 'verifier_unavailable' })
    faults.clear()
    await expect(append(log, 'c')).rejects.toMatchObject({ code: 'verifier_unavailable' })
    await log.close()
    expect(await valuesIn(file)).toEqual(['a'])
  })

  test('rejects everything that shared the failed sync, and only that', async () => {
    const file = await temporaryFile()
    const { log, faults } = await openFaulty(file)
    const first = append(log, 'first')
    const others = ['a', 'b', 'c'].map((value) => append(log, value))
    const settled = Promise.allSettled(others)
    await first
    faults.add('write')
    expect((await settled).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
    faults.clear()
    await append(log, 'last')
    await log.close()
    expect(await valuesIn(file)).toEqual(['first', 'last'])
  })

  test('takes nothing when the log is not known to have its name', async () => {
    const file = await temporaryFile()
    const state = await openLog(file, () => {})
    const compact = async (): Promise<never> => {
      throw new Error('the folder could not be synced')
    }
    const log = createFileLog({ state, guard: async () => {}, compact })
    await append(log, 'a')
    await expect(append(log, 'b')).rejects.toMatchObject({ code: 'verifier_unavailable' })
    await log.close()
  })

  test('is written to no more once somebody else holds it', async () => {
    const file = await temporaryFile()
    const state = await openLog(file, () => {})
    const guard = async (): Promise<void> => {
      throw new Error('taken over')
    }
    const log = createFileLog({ state, guard, compact: async (same) => same })
    const before = await readFile(file)
    await expect(append(log, 'a')).rejects.toMatchObject({ code: 'verifier_unavailable' })
    expect(await readFile(file)).toEqual(before)
    await log.close()
  })

  test.runIf(existsSync('/dev/full'))('a full device is told as what it is', async () => {
    const file = await open('/dev/full', 'r+')
    const state = { file, size: 0, records: 0 }
    const log = createFileLog({ state, guard: async () => {}, compact: async (same) => same })
    await expect(append(log, 'a')).rejects.toMatchObject({
      code: 'verifier_unavailable',
      cause: expect.any(Error),
    })
    await log.close()
  })
})
