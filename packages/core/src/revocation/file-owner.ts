/// <reference types="node" />
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Which process holds a file. A pid alone is not enough: it is given again, and per container. */
export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** The space of pids that `pid` is from; empty where the system does not tell. */
  readonly space: string
  /** When it started, as the system counts; empty where the system does not tell. */
  readonly start: string
}

/** The identity of this process. */
export async function thisProcess(): Promise<ProcessIdentity> {
  const space = await readlink('/proc/self/ns/pid').catch(() => '')
  const start = (await startOf(process.pid)) ?? ''
  return { pid: process.pid, host: hostname(), space, start }
}

/**
 * Whether a process still runs: `unknown` when it is out of sight, in another container or on
 * another machine, and when it cannot be told from one that got the same pid.
 */
export async function isRunning(
  other: unknown,
  own: ProcessIdentity,
): Promise<boolean | 'unknown'> {
  if (!isIdentity(other) || other.host !== own.host || other.space !== own.space) return 'unknown'
  if (!hasPid(other.pid)) return false
  const start = await startOf(other.pid)
  if (start === undefined || other.start === '') return 'unknown'
  return start === other.start
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false
  const { pid, host, space, start } = value as Partial<ProcessIdentity>
  if (!Number.isSafeInteger(pid) || Number(pid) < 1) return false
  return typeof host === 'string' && typeof space === 'string' && typeof start === 'string'
}

function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user may not be signalled, but is there.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** Linux only; a killed process whose parent has not noticed yet has an end instead of a start. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const [status, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ])
    // proc(5): the name in parentheses may hold anything; the state follows, the start is field 22.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
    const [state = '', start = ''] = [fields[0], fields[19]]
    return /^[ZXx]$/.test(state) ? 'ended' : `${boot.trim()} ${start}`
  } catch {
    return undefined
  }
}
