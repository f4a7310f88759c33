/// <reference types="node" />
import { realpath, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readClock, requireClock, type Clock } from '../clock.ts'
import { requireListener, type OnEvent } from '../events.ts'
import { announce } from './announce.ts'
import { rejectUnknownOptions } from '../options.ts'
import { requireSeconds, requireText } from '../require.ts'
import type { GrantIdentity, RevocationAnswer, RevocationEntry } from '../token/revocation-store.ts'
import { NOT_REVOKED, REVOKED, UNKNOWN } from './answers.ts'
import { createCutOffs, type CutOffs } from './cut-offs.ts'
import { isLive, readEntry, type Revocation } from './entry.ts'
import { createCompaction, temporaryOf } from './file-compact.ts'
import { lockFile } from './file-lock.ts'
import { createFileLog, type FileLog, type Meanwhile } from './file-log.ts'
import { openLog } from './file-open.ts'
import { DEFAULT_MAX_ENTRIES, type LocalRevocationStore } from './memory-store.ts'
import { storeError } from './store-error.ts'
import { createSubscribers } from './subscribers.ts'
import { waitPast } from './wait-past.ts'

/** Settings of {@link fileRevocationStore}. */
export interface FileRevocationStoreOptions {
  /** The path of the log, on a local disk; it is made if it is not there, its folder is not. */
  readonly file: string
  /**
   * The most revocations it keeps; 32 bytes of memory each. A full store refuses to revoke and
   * forgets nothing to make room; there is always room for the level `all`.
   *
   * @default 1_000_000
   */
  readonly maxEntries?: number
  /**
   * Seconds since 1970, fractions allowed; the clock that the minter has.
   *
   * @default the system clock
   */
  readonly clock?: Clock
  /** Hears of each revocation. */
  readonly onEvent?: OnEvent
}

const OWNER = 'fileRevocationStore'

/**
 * Remembers what was revoked in a file, for one process that must not forget when it is killed:
 * `revoke` resolves once the revocation is on the disk (fsync), and `check` answers from memory.
 *
 * The file holds the ids, session ids, subjects and key ids that were revoked, and no token; its
 * owner alone may read it. Only one store at a time may hold it. A write that a crash cut off is
 * dropped when the file is opened; damage anywhere else fails the opening.
 *
 * When `revoke` rejects because the disk failed, the revocation is in force in this process all the
 * same, but may be gone after the next start. Everything else is as with `memoryRevocationStore`.
 *
 * @throws {TypeError} for an unknown option and for no `file`
 * @throws {RangeError} for `maxEntries` that is no positive integer
 * @throws {GrantlineError} `verifier_unavailable` when the file is damaged, no log, or held by another
 * store; `revoke` rejects with it when the disk fails, and when the store is full or closed
 *
 * @example
 * ```ts
 * const revocation = await fileRevocationStore({ file: '/var/lib/phone/revocations.log' })
 * const verifier = createVerifier({ issuer: 'https://phone.example', keys: key, revocation })
 * server.once('close', () => void revocation.close())
 * ```
 */
export async function fileRevocationStore(
  options: FileRevocationStoreOptions,
): Promise<LocalRevocationStore> {
  rejectUnknownOptions(OWNER, options, ['file', 'maxEntries', 'clock', 'onEvent'])
  const file = requireText(OWNER, 'file', options.file)
  const limit = requireSeconds(OWNER, 'maxEntries', options.maxEntries ?? DEFAULT_MAX_ENTRIES)
  const clock = requireClock(OWNER, options.clock)
  const onEvent = requireListener(OWNER, options.onEvent)
  const subscribers = createSubscribers(OWNER)
  const cutOffs = createCutOffs()
  // Once another process holds the file, what it revokes is not known here.
  let state: 'open' | 'lost' | 'closed' = 'open'
  const disk = await openDisk(file, cutOffs, clock, () => {
    if (state === 'open') state = 'lost'
  })

  return Object.freeze({
    async revoke(entry: RevocationEntry): Promise<void> {
      const startedAt = performance.now()
      if (state === 'closed') throw storeError('the revocation store is closed; open it anew')
      const now = readClock(OWNER, clock)
      const revocation = readEntry(entry, now)
      if (!cutOffs.raise(revocation, now, limit)) {
        throw storeError('the revocation store is full; raise "maxEntries"')
      }
      subscribers.callEach()
      await disk.log.append(revocation)
      await waitPast(OWNER, clock, revocation.cutOffMs)
      if (onEvent !== undefined) announce(onEvent, revocation, performance.now() - startedAt)
    },
    check(grant: GrantIdentity): RevocationAnswer {
      if (state !== 'open') return UNKNOWN
      return cutOffs.catches(grant, clock()) ? REVOKED : NOT_REVOKED
    },
    subscribe: (onRevoke: () => void) => subscribers.add(onRevoke),
    async close(): Promise<void> {
      if (state === 'closed') return
      state = 'closed'
      subscribers.clear()
      await disk.close()
    },
  })
}

interface Disk {
  readonly log: FileLog
  close(): Promise<void>
}

async function openDisk(
  file: string,
  cutOffs: CutOffs,
  clock: Clock,
  onLost: () => void,
): Promise<Disk> {
  // A link must not be replaced by a file when the log is written anew.
  const path = await realpath(file).catch(() => resolve(file))
  const lock = await lockFile(path, onLost)
  try {
    await rm(temporaryOf(path), { force: true })
    const now = readClock(OWNER, clock)
    // No limit: what was acknowledged is not forgotten because an option was lowered.
    const remember = (revocation: Revocation): void => {
      if (isLive(revocation, now)) cutOffs.raise(revocation, now, Infinity)
    }
    const opened = await openLog(path, remember)
    const guard = (): Promise<void> => requireHeld(lock)
    const compact = createCompaction(path, cutOffs, clock, guard)
    const alone: Meanwhile = async (work) => {
      await work()
      return opened
    }
    const state = (await compact(opened, alone)) ?? opened
    const log = createFileLog({ state, guard, compact })
    return {
      log,
      async close() {
        await log.close()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function requireHeld(lock: { isHeld(): Promise<boolean> }): Promise<void> {
  if (!(await lock.isHeld())) throw storeError('another process has taken the file over')
}
