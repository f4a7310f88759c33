import { makeKeys, signToken } from '../keys.ts'
import { inOrderOf } from '../measure/paired.ts'
import { startFresh, type Start } from './fresh-process.ts'
import type { Contender, Programs } from './programs.ts'
import { claimsOf, SCOPE, TYP } from './programs/claims.ts'
import type { Runtime } from './runtime.ts'

/** What a program is started for. */
export type Task = 'mint' | 'verify'

/** All starts of one contender for one task. */
export interface Starts {
  readonly contender: Contender
  readonly task: Task
  readonly starts: readonly Start[]
}

/** Settings of {@link runColdRounds}. */
export interface ColdOptions {
  readonly runtime: Runtime
  readonly programs: Programs
  readonly tasks: readonly Task[]
  readonly rounds: number
  /** Where a runtime may keep compiled code. */
  readonly cache: string
}

/**
 * Starts every contender once in every round, in alternating order. One round before them does not
 * count: after it all files are in memory, and a runtime that keeps compiled code has it.
 *
 * @throws {Error} for an answer that is not the token, or not what the token says
 */
export async function runColdRounds(
  contenders: readonly Contender[],
  { runtime, programs, tasks, rounds, cache }: ColdOptions,
): Promise<readonly Starts[]> {
  const all = contenders.flatMap((contender) =>
    tasks.flatMap((task) => {
      const file = contender[task]
      return file === undefined ? [] : [{ contender, task, file, starts: [] as Start[] }]
    }),
  )
  for (let round = -1; round < rounds; round += 1) {
    for (const { task, file, starts } of inOrderOf(round + 1, all)) {
      // oxlint-disable-next-line no-await-in-loop -- measured one after the other
      const start = await startFresh(runtime, programs, file, tokenNow(), cache)
      if (file !== 'empty') requireAnswer(file, task, start.answer)
      if (round >= 0) starts.push(start)
    }
  }
  return all
}

/** Issued a minute ago: some refuse an `iat` of this very second. */
function tokenNow(): string {
  const claims = claimsOf('Q2h1bmt5IGJhY29uIQ')
  const before = { ...claims, iat: claims.iat - 60 }
  return signToken(makeKeys('HS256'), { alg: 'HS256', typ: TYP }, before)
}

/** Whether all do the same work is seen every time. */
function requireAnswer(file: string, task: Task, answer: string): void {
  const scope = task === 'verify' ? answer : scopeIn(answer)
  if (scope !== SCOPE) throw new Error(`${file} answered something else`)
}

/** What a token says that it is for; its signature is left to the tests. */
function scopeIn(token: string): unknown {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return (claims as { scope?: unknown }).scope
}
