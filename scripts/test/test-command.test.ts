import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'
import { members, readManifest, root } from '../lib/repository.mjs'
import { steps } from '../lib/test-all.mjs'

function runTests(...args: string[]): Promise<{ code: number | null; lines: string[] }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['scripts/test.mjs', ...args],
      { cwd: root },
      (_error, stdout) => resolve({ code: child.exitCode, lines: stdout.trimEnd().split('\n') }),
    )
  })
}

test('refuses a step that does not exist, and ends with the counts all the same', async () => {
  const { code, lines } = await runTests('--only', 'nothing')
  expect(code).toBe(1)
  expect(lines.join('\n')).toContain('Usage: npm test [-- --only types|lint|')
  expect(lines.at(-1)).toBe('0 passed, 1 failed')
})

test('has no task that nothing runs, which turbo would call a success', () => {
  const manifests = [readManifest(root), ...members().map(({ manifest }) => manifest)]
  const scripts = new Set(manifests.flatMap((manifest) => Object.keys(manifest.scripts ?? {})))
  const tasks = steps.flatMap((step) => step.tasks)
  expect(tasks.filter((task) => !scripts.has(task))).toEqual([])
})
