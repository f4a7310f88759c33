import { existsSync } from 'node:fs'
import { mkdir, open, readFile, stat, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { createCutOffs } from '../../src/revocation/cut-offs.ts'
import type { Revocation } from '../../src/revocation/entry.ts'
import { createCompaction, temporaryOf } from '../../src/revocation/file-compact.ts'
import { createFileLog } from '../../src/revocation/file-log.ts'
import { openLog } from '../../src/revocation/file-open.ts'
import { encodeRecord, HEADER } from '../../src/revocation/file-record.ts'
import { scanLog } from '../../src/revocation/file-scan.ts'
import type { LogFile } from '../../src/revocation/file-write.ts'
import { temporaryFile } from './temporary.ts'

const NOW = 2000
const token = (value: string, cutOffMs = 1000): Revocation => ({
  level: 'token',
  value,
  cutOffMs,
  expiresAt: 3000,
})

/** A log that says little in many lines: `kept` first, then `busy` again and again. */
async function wordyLog(): Promise<string> {
  const file = await temporaryFile()
  let text = HEADER
  for (let line = 0; line < 4000; line += 1) {
    text += encodeRecord(token(line === 0 ? 'kept' : 'busy', 1000 + line), text.length)
  }
  await writeFile(file, text)
  return file
}

/** A log that is written anew after the first append, with hooks where that reads and goes over. */
async function openWordy(file: string) {
  const hooks = {
    /** Before each read of the old log, with the number of the read. */
    read: async (_count: number): Promise<void> => {},
    /** Before the name goes over. */
    guard: async (): Promise<void> => {},
    sync: async (): Promise<void> => {},
    write: async (): Promise<void> => {},
    /** Whether the old log has lost its end when it is copied. */
    endsEarly: false,
  }
  const cutOffs = createCutOffs()
  const { file: old, ...rest } = await openLog(file, (found) => {
    cutOffs.raise(found, NOW, Infinity)
  })
  let reads = 0
  let writes = 0
  const handle: LogFile = {
    read: (async (into: Buffer, offset: number, length: number, position: number) => {
      await hooks.read((reads += 1))
      if (hooks.endsEarly && reads > 2) return { bytesRead: 0, buffer: into }
      return old.read(into, offset, length, position)
    }) as LogFile['read'],
    write: (async (bytes: Buffer, offset: number, length: number, position: number) => {
      writes += 1
      await hooks.write()
      return old.write(bytes, offset, length, position)
    }) as LogFile['write'],
    sync: async () => {
      await hooks.sync()
      await old.sync()
    },
    truncate: (length) => old.truncate(length),
    close: () => old.close(),
  }
  const guard = (): Promise<void> => hooks.guard()
  const compact = createCompaction(file, cutOffs, () => NOW, guard)
  const done = gate()
  const log = createFileLog({
    state: { ...rest, file: handle },
    guard: async () => {},
    async compact(state, meanwhile) {
      const fresh = await compact(state, meanwhile)
      done.open()
      return fresh
    },
  })
  const acknowledged: string[] = []
  const revoke = async (value: string, cutOffMs?: number): Promise<void> => {
    const revocation = token(value, cutOffMs)
    cutOffs.raise(revocation, NOW, Infinity)
    await log.append(revocation)
    acknowledged.push(value)
  }
  return { log, revoke, acknowledged, hooks, done: done.passed, writes: () => writes }
}

/** What the file of that name holds at this moment: the greatest cut-off of each value. */
async function held(file: string): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const handle = await open(file, 'r')
  await scanLog(handle, ({ value, cutOffMs }) => {
    found.set(value, Math.max(found.get(value) ?? 0, cutOffMs))
  })
  await handle.close()
  return found
}

async function linesOf(file: string): Promise<number> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').length - 1
}

/** A promise, and what resolves it. */
function gate(): { passed: Promise<void>; open: () => void } {
  let release = (): void => {}
  const passed = new Promise<void>((resolve) => (release = resolve))
  return { passed, open: release }
}

describe('while a log is written anew', () => {
  test('a revocation is acknowledged that comes while the old one is copied', async () => {
    const file = await wordyLog()
    const { log, revoke, hooks } = await openWordy(file)
    const { passed, open: goOn } = gate()
    hooks.read = () => passed
    await revoke('first')
    for (const value of ['a', 'b', 'c']) await revoke(value)
    expect(existsSync(temporaryOf(file))).toBe(true)
    expect([...(await held(file)).keys()]).toEqual(['kept', 'busy', 'first', 'a', 'b', 'c'])
    goOn()
    await log.close()
    expect(await linesOf(file)).toBe(6)
    expect([...(await held(file)).keys()]).toEqual(['kept', 'busy', 'first', 'a', 'b', 'c'])
    expect(existsSync(temporaryOf(file))).toBe(false)
  })

  test('a cut-off that is raised after it was copied is raised in the copy', async () => {
    const file = await wordyLog()
    const { log, revoke, hooks } = await openWordy(file)
    // The header is read, then the first records, and then more.
    hooks.read = async (count) => {
      if (count === 3) await revoke('kept', 1999)
    }
    await revoke('first')
    await log.close()
    expect(await linesOf(file)).toBe(4)
    expect((await held(file)).get('kept')).toBe(1999)
  })

  test('its name stands for a file with everything acknowledged, at every moment', async () => {
    const file = await wordyLog()
    const { log, revoke, acknowledged, hooks } = await openWordy(file)
    const look = async (): Promise<void> => {
      const promised = [...acknowledged]
      const found = await held(file)
      expect(promised.filter((value) => !found.has(value))).toEqual([])
    }
    const pending: Promise<void>[] = []
    let looks = 0
    hooks.read = async (count) => {
      // Six reads are the log as it was. So much is appended that the next ones hold up nothing
      // either; the last may.
      const isFirst = count <= 8
      for (let index = 0; index < (isFirst ? 700 : 5); index += 1) {
        pending.push(revoke(`${count}-${index}`))
      }
      if (isFirst) await Promise.all(pending)
      await look()
      looks += 1
    }
    hooks.guard = look
    await revoke('first')
    await look()
    await log.close()
    await Promise.all(pending)
    await look()
    expect(looks).toBeGreaterThan(10)
    expect(await linesOf(file)).toBe(acknowledged.length + 2)
  })

  test('what comes while the name goes over waits, and stands in the new log', async () => {
    const file = await wordyLog()
    const { log, revoke, hooks, writes } = await openWordy(file)
    const arrived = gate()
    const goOn = gate()
    hooks.guard = () => {
      arrived.open()
      return goOn.passed
    }
    await revoke('first')
    await arrived.passed
    const before = writes()
    const late = revoke('late')
    goOn.open()
    await late
    expect(writes()).toBe(before)
    expect([...(await held(file)).keys()]).toEqual(['kept', 'busy', 'first', 'late'])
    await log.close()
  })

  test.each(['done', 'given up'])(
    'what finds no room beside the copy is tried again when that is %s',
    async (end) => {
      const file = await wordyLog()
      const { log, revoke, hooks } = await openWordy(file)
      const events: string[] = []
      const pending: Promise<unknown>[] = []
      const refused = gate()
      hooks.read = async (count) => {
        if (count !== 3) return
        hooks.write = async () => {
          refused.open()
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        }
        pending.push(revoke('a').then(() => events.push('acknowledged')))
        await refused.passed
      }
      hooks.guard = async () => {
        events.push('copied')
        if (end === 'done') return
        hooks.write = async () => {}
        throw new Error('no')
      }
      await revoke('first')
      await log.close()
      await Promise.all(pending)
      expect(events).toEqual(['copied', 'acknowledged'])
      expect(await linesOf(file)).toBe(end === 'done' ? 4 : 4002)
      expect([...(await held(file)).keys()]).toEqual(['kept', 'busy', 'first', 'a'])
    },
  )

  test('closing waits until it is done', async () => {
    const file = await wordyLog()
    const { log, revoke, hooks } = await openWordy(file)
    const events: string[] = []
    const { passed, open: goOn } = gate()
    hooks.read = () => passed
    hooks.guard = async () => void events.push('copied')
    await revoke('first')
    const late = revoke('late')
    const closing = log.close().then(() => events.push('closed'))
    await late
    goOn()
    await closing
    expect(events).toEqual(['copied', 'closed'])
    expect(await linesOf(file)).toBe(4)
  })
})

describe('a log that cannot be written anew', () => {
  const fail = (): never => {
    throw new Error('no')
  }

  test.each([
    ['the old one cannot be read', 'read'],
    ['somebody else may hold it', 'guard'],
    ['there is no room for another file', 'open'],
    ['the old one has lost its end', 'end'],
  ] as const)('stays as it is, with what was appended meanwhile: %s', async (_what, fault) => {
    const file = await wordyLog()
    const { ino } = await stat(file)
    const { log, revoke, hooks, done } = await openWordy(file)
    if (fault === 'open') await mkdir(temporaryOf(file))
    const values = ['first', 'a', 'b', 'c']
    hooks.read = async (count) => {
      if (count !== 3) return
      await revoke('a')
      await revoke('b')
      if (fault === 'read') fail()
    }
    if (fault === 'guard') hooks.guard = async () => fail()
    if (fault === 'end') hooks.endsEarly = true
    await revoke('first')
    if (fault === 'open') await Promise.all([revoke('a'), revoke('b')])
    await done
    await revoke('c')
    await log.close()
    expect((await stat(file)).ino).toBe(ino)
    expect(new Set((await held(file)).keys())).toEqual(new Set(['kept', 'busy', ...values]))
    expect(existsSync(temporaryOf(file))).toBe(fault === 'open')
  })

  test('is left when a sync fails meanwhile, and acknowledges nothing more', async () => {
    const file = await wordyLog()
    const { ino } = await stat(file)
    const { log, revoke, hooks } = await openWordy(file)
    const refused: unknown[] = []
    hooks.read = async (count) => {
      if (count !== 3) return
      hooks.sync = async () => fail()
      await revoke('a').catch((error: unknown) => refused.push(error))
      hooks.sync = async () => {}
    }
    await revoke('first')
    await log.close()
    expect(refused).toEqual([expect.objectContaining({ code: 'verifier_unavailable' })])
    expect((await stat(file)).ino).toBe(ino)
    expect(existsSync(temporaryOf(file))).toBe(false)
    expect((await held(file)).has('first')).toBe(true)
    await expect(revoke('b')).rejects.toMatchObject({ code: 'verifier_unavailable' })
  })
})
