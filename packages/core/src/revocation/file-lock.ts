/// <reference types="node" />
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { TokenError } from '../errors.ts'
import { isRunning, thisProcess, type ProcessIdentity } from './file-owner.ts'
import { storeError } from './store-error.ts'

/** A claim on a file: nobody else opens it meanwhile. */
export interface FileLock {
  /** Whether nobody has taken this process for dead. */
  isHeld(): Promise<boolean>
  release(): Promise<void>
}

const BEAT_MS = 5000
/** A claim of a process that cannot be looked at is void when it was not renewed for so long. */
const VOID_AFTER_MS = 20_000
const ATTEMPTS = 5

/**
 * Claims a file for this process.
 *
 * Each claim is a file of its own: first it is made, then the others are looked for. Whoever comes
 * second sees the first, and a claim whose process is gone can be removed without hitting a new one.
 *
 * @param onLost called when the claim was removed by somebody
 * @throws {GrantlineError} `verifier_unavailable` when another store holds the file
 */
export async function lockFile(path: string, onLost: () => void): Promise<FileLock> {
  const folder = dirname(path)
  const prefix = `${basename(path)}.lock-`
  const draftPrefix = `${basename(path)}.claim-`
  const own = await thisProcess()
  await removeOldDrafts(folder, draftPrefix)
  for (let attempt = 1; ; attempt += 1) {
    const claim = join(folder, `${prefix}${crypto.randomUUID()}`)
    // oxlint-disable no-await-in-loop
    await makeClaim(claim, join(folder, `${draftPrefix}${crypto.randomUUID()}`), own)
    try {
      if (!(await hasRival(folder, prefix, claim, own))) return holdClaim(claim, onLost)
    } catch (error) {
      await rm(claim, { force: true })
      throw error
    }
    await rm(claim, { force: true })
    if (attempt === ATTEMPTS) throw lockedError()
    // Two that start together see each other and both step back; chance lets one go first.
    await sleep(10 + Math.random() * 40)
    // oxlint-enable no-await-in-loop
  }
}

/** A claim is whole from the start: who is killed while it writes one has made none. */
async function makeClaim(claim: string, draft: string, own: ProcessIdentity): Promise<void> {
  try {
    await writeFile(draft, JSON.stringify(own), { flag: 'wx', mode: 0o600 })
    await rename(draft, claim)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Removes drafts of those who were killed while they wrote. */
async function removeOldDrafts(folder: string, prefix: string): Promise<void> {
  const names = await readdir(folder)
  await Promise.all(
    names
      .filter((name) => name.startsWith(prefix))
      .map(async (name) => {
        const path = join(folder, name)
        const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.NaN }))
        if (Date.now() - mtimeMs >= VOID_AFTER_MS) await rm(path, { force: true })
      }),
  )
}

/** Whether somebody else holds the file; claims of the dead are removed. */
async function hasRival(
  folder: string,
  prefix: string,
  claim: string,
  own: ProcessIdentity,
): Promise<boolean> {
  const names = await readdir(folder)
  const others = names
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(folder, name))
    .filter((path) => path !== claim)
  const standing = await Promise.all(
    others.map(async (other) => {
      if (await isStanding(other, own)) return true
      await rm(other, { force: true })
      return false
    }),
  )
  return standing.includes(true)
}

async function isStanding(claim: string, own: ProcessIdentity): Promise<boolean> {
  try {
    const running = await isRunning(parseOwner(await readFile(claim, 'utf8')), own)
    if (running !== 'unknown') return running
    const { mtimeMs } = await stat(claim)
    return Date.now() - mtimeMs < VOID_AFTER_MS
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function parseOwner(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Cut off when the power failed.
    return undefined
  }
}

function holdClaim(claim: string, onLost: () => void): FileLock {
  const beat = setInterval(() => {
    const now = new Date()
    utimes(claim, now, now).catch((error: unknown) => {
      if (!isMissing(error)) return
      clearInterval(beat)
      onLost()
    })
  }, BEAT_MS)
  beat.unref()
  return {
    async isHeld() {
      try {
        await stat(claim)
        return true
      } catch (error) {
        if (!isMissing(error)) throw error
        clearInterval(beat)
        onLost()
        return false
      }
    },
    async release() {
      clearInterval(beat)
      await rm(claim, { force: true })
    },
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function lockedError(): TokenError {
  const message =
    'fileRevocationStore: "file" is held by another store; close that one, or give each process a ' +
    'file of its own. The claim of a process that was killed is void at once on the same machine, ' +
    'and within 20 seconds elsewhere'
  return storeError(message)
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
