import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundleSmoke, installBuilt, PROBE_MODULE } from './built-package.ts'
import { bundle } from './bundle.ts'
import type { Outcome } from './harness.ts'
import type { Flavour } from './suite-plugin.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

/** A runtime under test. */
export interface Runtime {
  readonly flavour: Flavour
  /** Runs a module of a folder; what its `run` returns comes back as JSON tells it. */
  readonly run: (folder: string, module: string) => Promise<unknown>
  /** The conditions under which its bundles are made; none for a runtime that resolves by itself. */
  readonly conditions?: readonly string[]
  /** The tests that must fail there, and why that is no fault. */
  readonly differences?: Readonly<Record<string, string>>
}

/** Runs core's test files in a runtime, then the built package. */
export async function describeRuntime(runtime: Runtime): Promise<void> {
  const { code } = await bundle(runtime.flavour)
  const outcome = await inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'suite.js'), code)
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    return (await runtime.run(folder, 'suite.js')) as Outcome
  })
  reportOutcome(outcome, runtime.differences ?? {})
  describe('the built package', () => {
    test('mints, verifies, guards and reads', () =>
      inTemporaryFolder((folder) => smoke(runtime, folder)))
  })
}

/** Makes every test that a runtime ran a test of this run, so that it counts and fails as one. */
function reportOutcome(
  { results, stray }: Outcome,
  differences: Readonly<Record<string, string>>,
): void {
  for (const { name, state, errors } of results) {
    const report = Object.hasOwn(differences, name) ? test.fails : test.skipIf(state === 'skipped')
    report(name, () => {
      if (state === 'failed') throw new Error(errors.join('\n\n'))
    })
  }
  test('is the same but for what is known', () => {
    const names = new Set(results.map(({ name }) => name))
    expect(Object.keys(differences).filter((name) => !names.has(name))).toEqual([])
  })
  test('no error was left that no test caught', () => {
    expect(stray).toEqual([])
  })
}

async function smoke({ flavour, run, conditions }: Runtime, folder: string): Promise<void> {
  await installBuilt(folder)
  const crypto = conditions
    ? await bundleSmoke(folder, conditions)
    : await run(folder, PROBE_MODULE)
  expect(crypto).toMatch(new RegExp(`/dist/crypto/${flavour}\\b`))
  expect(await run(folder, conditions ? 'smoke.js' : 'smoke.ts')).toEqual({
    tokens: { HS256: [true, false, false], EdDSA: [true, false, false] },
    gate: [401, 200],
    client: 'älice',
    twilio: ['scope:client:incoming?clientName=Alice', 'älice', 'task_router valid'],
  })
}
