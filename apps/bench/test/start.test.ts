import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { QUICK, type Figure } from '../src/scenario.ts'
import { startBundles, entriesOf } from '../src/scenarios/start/bundles.ts'
import { coldStart } from '../src/scenarios/start/cold.ts'
import { INSTALLS } from '../src/scenarios/start/install.ts'
import { startIsolate } from '../src/scenarios/start/isolate.ts'
import { bundlePrograms } from '../src/start/bundle-programs.ts'
import { startFresh } from '../src/start/fresh-process.ts'
import { closureOf, installSize } from '../src/start/install-size.ts'
import { inTemporaryFolder } from '../src/start/in-temporary-folder.ts'
import { installed, ownPackages, type Installed } from '../src/start/manifest.ts'
import { ON_NODE, type Programs } from '../src/start/programs.ts'
import { NODE } from '../src/start/runtime.ts'

// Only what hangs may fail by the clock; many processes take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

function valueOf(figures: readonly Figure[], row: string, column: string): number | undefined {
  return figures.find(({ cell }) => cell?.row === row && cell.column === column)?.value.median
}

const columnsOf = (figures: readonly Figure[]): string[] => [
  ...new Set(figures.map(({ cell }) => cell?.column ?? '')),
]

test('every program runs in fresh processes, on all runtimes', () =>
  inTemporaryFolder(async (folder) => {
    const names = ON_NODE.flatMap(({ mint, verify }) => (verify ? [mint, verify] : [mint]))
    const figures = await coldStart(await bundlePrograms(names, folder)).run(QUICK)
    const tables = new Set(figures.map(({ cell }) => cell?.table))
    expect(tables.size).toBe(4)
    for (const { value } of figures) expect(value.median).toBeGreaterThan(0)
    const [whole = '', inside = ''] = columnsOf(figures)
    const ofAll = valueOf(figures, '@grantline/core', whole) ?? 0
    expect(ofAll).toBeGreaterThan(valueOf(figures, '@grantline/core', inside) ?? Infinity)
  }))

test('a program that fails is told of with its complaint', () =>
  inTemporaryFolder(async (folder) => {
    const programs: Programs = await bundlePrograms(['verify/jose'], folder)
    const start = startFresh(NODE, programs, 'verify/jose', 'no token', folder)
    await expect(start).rejects.toThrow(
      /verify\/jose on Node ended with 1: [^]*Invalid Compact JWS/,
    )
  }))

test('every worker mints in an isolate of its own', async () => {
  const figures = await startIsolate.run(QUICK)
  expect(columnsOf(figures)).toEqual([
    'first request',
    'second request',
    'first less second',
    'code',
  ])
  for (const { value } of figures) expect(Number.isFinite(value.median)).toBe(true)
})

test('every entry of a manifest is weighed, with and without what it depends on', async () => {
  const core = installed('@grantline/core')
  expect(entriesOf(core).map(({ entry }) => entry)).toContain('/twilio')
  const figures = await startBundles.run(QUICK)
  for (const of of ownPackages()) {
    for (const { entry } of entriesOf(of)) {
      const row = `${of.manifest.name}${entry}`
      expect(valueOf(figures, row, 'gzip'), row).toBeGreaterThan(1000)
    }
  }
  const [all, alone] = ['with dependencies', 'without'].map((column) =>
    valueOf(figures, '@grantline/core', column),
  )
  // What is left out is jose.
  expect(all).toBeGreaterThan((alone ?? 0) + 5000)
})

async function packageIn(folder: string, name: string, files: object): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, 'node_modules', name, path)
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    // oxlint-disable-next-line no-await-in-loop -- a handful of files
    await mkdir(dirname(file), { recursive: true })
    // oxlint-disable-next-line no-await-in-loop -- a handful of files
    await writeFile(file, text)
  }
}

test('an installation is what dependencies reach, each package once', () =>
  inTemporaryFolder(async (folder) => {
    const one = {
      name: 'one',
      dependencies: { two: '*', three: '*' },
      peerDependencies: { six: '*' },
    }
    const two = { name: 'two', dependencies: { three: '*' }, devDependencies: { five: '*' } }
    const three = { name: 'three', dependencies: { two: '*' }, optionalDependencies: { five: '*' } }
    await packageIn(folder, 'one', { 'package.json': one, 'lib/a.js': 'x'.repeat(1000) })
    await packageIn(folder, 'two', { 'package.json': two, 'b.js': 'x'.repeat(200) })
    // Of another version, which is installed inside.
    await packageIn(join(folder, 'node_modules/one'), 'three', { 'package.json': three })
    await packageIn(folder, 'three', { 'package.json': { name: 'three' }, 'c.js': 'x'.repeat(30) })
    const lengths = [one, two, three, { name: 'three' }].map(
      (manifest) => JSON.stringify(manifest).length,
    )
    const root: Installed = {
      folder: join(folder, 'node_modules/one'),
      manifest: { ...one, version: '1' },
    }
    expect(installSize([root])).toEqual({
      bytes: 1230 + lengths.reduce((sum, length) => sum + length, 0),
      own: 1000 + (lengths[0] ?? 0),
      packages: 4,
    })
  }))

test('everything that is compared is installed', () => {
  // Our own packages have their bytes only once they are built.
  const counts = new Map(
    INSTALLS.map(({ names }) => [names.join(' '), closureOf(names.map(installed)).size]),
  )
  expect(counts.get('@grantline/core')).toBe(2)
  expect(counts.get('jose')).toBe(1)
  expect(counts.get('@grantline/express @grantline/react-hook')).toBe(4)
})
