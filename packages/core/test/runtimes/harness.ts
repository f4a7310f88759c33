import { TestRunner, type RunnerTask, type RunnerTestFile, type TestError } from 'vitest'
import { setSafeTimers, startTests } from 'vitest/internal/browser'

// Runs test files outside vitest's own process, with vitest's own runner, `expect` and `vi`: they
// are neutral, only what feeds them is Node's. This file goes into the bundle and runs in every
// runtime, so it knows nothing of any.

/** One test, or what kept the tests of a file from being collected. */
export interface Result {
  /** The file by its path from the package, and the names of the suites and the test. */
  readonly name: string
  readonly state: 'passed' | 'failed' | 'skipped'
  /** What went wrong. */
  readonly errors: readonly string[]
}

/** What a runtime sends back. */
export interface Outcome {
  readonly results: readonly Result[]
  /** Errors that no test caught. */
  readonly stray: readonly string[]
}

/** The test files by their path from the package. */
export type Suite = Readonly<Record<string, () => Promise<unknown>>>

/** The settings of `scripts/vitest-base.ts` that decide what a test sees, and vitest's defaults. */
const config = {
  root: '/',
  setupFiles: [],
  passWithNoTests: true,
  allowOnly: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  restoreMocks: true,
  unstubGlobals: true,
  maxConcurrency: 1,
  retry: 0,
  tags: [],
  chaiConfig: {},
  expect: {},
  fakeTimers: { loopLimit: 10_000, shouldClearNativeTimers: true },
  sequence: { shuffle: false, concurrent: false, seed: 0, hooks: 'stack', setupFiles: 'parallel' },
  experimental: { viteModuleRunner: true, importDurations: { limit: 0 } },
  snapshotOptions: {
    updateSnapshot: 'none',
    snapshotEnvironment: {
      getVersion: () => '1',
      getHeader: () => '',
      resolvePath: async (path: string) => path,
      resolveRawPath: async (path: string) => path,
      readSnapshotFile: async () => null,
      saveSnapshotFile: async () => undefined,
      removeSnapshotFile: async () => undefined,
    },
  },
}

/** Runs the files one after the other. */
export async function runSuite(suite: Suite): Promise<Outcome> {
  const stray: string[] = []
  const note = ({ reason }: { readonly reason?: unknown }): void => void stray.push(textOf(reason))
  globalThis.addEventListener('unhandledrejection', note)
  setSafeTimers()
  Object.defineProperty(globalThis, '__vitest_worker__', { value: workerState() })
  const runner = new TestRunner(config as never)
  const neutral = Object.assign(runner, {
    importFile: (path: string) => suite[path]?.(),
    trace: (_name: string, ...rest: readonly unknown[]) => (rest.at(-1) as () => unknown)(),
  })
  const files = await startTests(Object.keys(suite), neutral)
  globalThis.removeEventListener('unhandledrejection', note)
  return { results: files.flatMap(resultsOf), stray }
}

/** What vitest's parts read of the worker that they believe to be in. */
function workerState(): object {
  return {
    config,
    ctx: { pool: 'neutral' },
    onCleanup: () => undefined,
    environment: { name: 'neutral' },
    rpc: { snapshotSaved: async () => undefined },
  }
}

/** The tests of a file; a suite that failed by itself counts as one more. */
function resultsOf(task: RunnerTestFile | RunnerTask): Result[] {
  const own = resultOf(task)
  if (task.type === 'test') return [own]
  const inside = task.tasks.flatMap(resultsOf)
  return own.errors.length > 0 ? [own, ...inside] : inside
}

function resultOf(task: RunnerTask): Result {
  return { name: nameOf(task), state: stateOf(task), errors: (task.result?.errors ?? []).map(tell) }
}

function tell({ stack, message, diff, cause }: TestError): string {
  const parts = [stack ?? message, diff, cause && `caused by ${tell(cause)}`]
  return parts.filter((part) => part !== undefined).join('\n')
}

function stateOf({ mode, result }: RunnerTask): Result['state'] {
  if (mode === 'skip' || mode === 'todo') return 'skipped'
  return result?.state === 'pass' ? 'passed' : 'failed'
}

function nameOf(task: RunnerTask): string {
  const parent = task.suite ?? (task.file === task ? undefined : task.file)
  return parent === undefined ? task.name : `${nameOf(parent)} > ${task.name}`
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
}
