import { expect, test } from 'vitest'
import { crash } from './crash/crash-run.ts'

// `pnpm --filter @grantline/core run crash 200` does the same more often.

test('a process that is killed while it revokes loses nothing that it acknowledged', async () => {
  const report = await crash(10)
  expect(report).toMatchObject({ kills: 10, lost: [], invented: [] })
  expect(report.acknowledged).toBeGreaterThan(0)
}, 60_000)
