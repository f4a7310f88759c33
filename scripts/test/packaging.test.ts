import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../lib/command.mjs'
import { environment } from '../lib/environment.mjs'
import { pack, type Packed, packedProblems } from '../lib/packed.mjs'
import { pathWithPnpm } from '../lib/pnpm.mjs'
import { members, readManifest, root } from '../lib/repository.mjs'
import { turbo } from '../lib/turbo.mjs'

const published = members().filter(({ manifest }) => !manifest.private)

/** What the user of a package installs beside it, at the versions of this workspace. */
const companions = [
  ['packages/express', 'express', '@types/express', '@types/node'],
  ['packages/hono', 'hono', '@hono/node-server'],
  ['packages/react-hook', 'react', 'react-dom', '@types/react', '@types/react-dom'],
] as const

let folder = ''
const packed = new Map<string, Packed>()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'grantline-consumer-'))
  process.env['PATH'] = await pathWithPnpm()
  await turbo(['build', '--filter=./packages/*'], environment({}))
  for (const member of published) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, for two cores
    packed.set(member.manifest.name, await pack(member.folder, folder))
  }
  await installInto(folder)
  cpSync(join(root, 'scripts/test/consumer'), folder, { recursive: true })
})

afterAll(() => {
  if (folder) rmSync(folder, { recursive: true })
})

async function installInto(project: string): Promise<void> {
  const tarballs = Object.fromEntries(
    [...packed].map(([name, { tarball }]) => [name, `file:${tarball}`]),
  )
  const others = companions.flatMap(([path, ...names]) =>
    names.map((name) => [name, readManifest(join(root, path, 'node_modules', name)).version]),
  )
  const manifest = {
    private: true,
    type: 'module',
    dependencies: { ...Object.fromEntries(others), ...tarballs },
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  // The adapters ask for a version of core that no registry has yet.
  const overrides = { '@grantline/core': tarballs['@grantline/core'] }
  writeFileSync(join(project, 'pnpm-workspace.yaml'), JSON.stringify({ overrides }))
  await run('pnpm', ['install', '--prefer-offline', '--ignore-scripts'], { cwd: project })
}

function runFile(name: string): Promise<string> {
  return run(process.execPath, [name], { cwd: folder })
}

describe('a packed package', () => {
  const names = published.map(({ manifest }) => manifest.name)
  test.each(names)('%s holds what it needs and no more', (name) => {
    const found = packed.get(name)
    expect(found && packedProblems(found)).toEqual([])
  })
})

describe('in an empty project', () => {
  test('core mints and verifies, imported', () => runFile('core.mjs'))

  test('core mints and verifies, required from CommonJS', () => runFile('core.cjs'))

  test('core builds a classic token', () => runFile('twilio.mjs'))

  test('express serves a token and guards a route with it', () => runFile('express.mjs'))

  test('hono serves a token and guards a route with it', () => runFile('hono.mjs'))

  test('the hook renders on a server', () => runFile('react-hook.mjs'))
})

describe.each(['nodenext', 'bundler'])('for the compiler with %s', (moduleResolution) => {
  const module = moduleResolution === 'bundler' ? 'esnext' : moduleResolution

  async function compile(file: string, types: readonly string[]): Promise<void> {
    const project = join(folder, `${moduleResolution}-${file}`)
    mkdirSync(project)
    const compilerOptions = {
      module,
      moduleResolution,
      types,
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      jsx: 'react-jsx',
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    }
    const settings = { compilerOptions, files: [join(folder, file)] }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(settings))
    await run(join(root, 'node_modules/.bin/tsc'), ['-p', project, '--pretty', 'false'])
  }

  test('core needs no types but those of the platform', () => compile('framework-free.ts', []))

  test('the hook needs no types but those of React', () => compile('react-hook.tsx', []))

  test('the adapters have types', () => compile('servers.ts', ['node']))
})
