import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { members, readManifest, root } from '../lib/repository.mjs'
import { filesUnder, textOf } from './files.ts'
import { type Import, importsOf, otherThanReexports, runtimeImports } from './imports.ts'
import { publicEntries } from './public-names.ts'

const isSource = /\.tsx?$/
const core = filesUnder('packages/core/src', isSource)
const adapters = members().filter(
  ({ path, manifest }) =>
    path.startsWith('packages/') && manifest.name !== '@grantline/core' && !manifest.private,
)

/** What each folder of core may import from, beside itself and the files that stand above it. */
const below: Record<string, readonly string[]> = {
  scope: [],
  capability: ['scope'],
  key: ['scope', 'capability', 'crypto'],
  crypto: ['scope', 'capability', 'key'],
  token: ['scope', 'capability', 'key', 'crypto'],
  revocation: ['scope', 'capability', 'key', 'crypto', 'token', 'dpop'],
  dpop: ['scope', 'capability', 'key', 'crypto', 'token', 'revocation'],
  http: ['scope', 'capability', 'key', 'crypto', 'token', 'revocation', 'dpop'],
  twilio: ['scope', 'capability', 'key', 'crypto', 'token', 'revocation', 'dpop'],
  testing: ['scope', 'capability', 'key', 'crypto', 'token', 'revocation', 'dpop', 'http'],
  client: ['scope', 'capability'],
}

/** The concept that a file of core belongs to; none for the files beside the folders. */
function conceptOf(path: string): string | undefined {
  return /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1]
}

/** The imports that a rule forbids, as `file → specifier`. */
function offences(files: readonly string[], forbids: (found: Import, file: string) => boolean) {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((found) => forbids(found, file))
      .map(({ specifier }) => `${file} → ${specifier}`),
  )
}

test('the top level holds what it is meant to hold', () => {
  const folders = ['.changeset', '.ci', 'apps', 'docs', 'packages', 'scripts']
  const documents = ['CONTRIBUTING.md', 'LICENSE', 'README.md']
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']
  const settings = ['tsconfig.base.json', 'turbo.json']
  const dotfiles = ['.gitignore', '.knip.json', '.oxfmtrc.json', '.oxlintrc.json']
  const meant = [...folders, ...documents, ...manifests, ...settings, ...dotfiles]
  const made = new Set(['.git', '.results', '.turbo', 'node_modules'])
  const found = readdirSync(root).filter((name) => !made.has(name))
  expect(found.toSorted()).toEqual(meant.toSorted())
})

test('the folders of core import in one direction only', () => {
  expect(
    offences(core, (found, file) => {
      const from = conceptOf(file)
      const to = found.file && conceptOf(found.file)
      if (from === undefined || to === undefined || from === to) return false
      // What the server signs and the browser reads has one type.
      if (from === 'client' && found.typeOnly) return false
      return !below[from]?.includes(to)
    }),
  ).toEqual([])
})

test('the files beside the folders of core import none of the folders at run time', () => {
  const entries = new Set(publicEntries().map(({ source }) => source))
  const beside = core.filter((file) => conceptOf(file) === undefined && !entries.has(file))
  expect(
    offences(beside, (found) => !found.typeOnly && !!found.file && !!conceptOf(found.file)),
  ).toEqual([])
})

/** What `#crypto` is on Node. */
const behindCrypto = /^packages\/core\/src\/crypto\/node-[^/]+$/
/** What the store of revocations in a file is made of, and may import. */
const ofFileStore = /^packages\/core\/src\/revocation\/file-[^/]+$/
const forFiles = /^node:(fs|fs\/promises|os|path|zlib)$/

test('core imports jose, Node behind #crypto and in the file store, and nothing else from outside', () => {
  const outside = offences(core, ({ specifier, file }, from) => {
    if (file !== undefined || /^jose(\/|$)/.test(specifier) || specifier === '#crypto') return false
    if (forFiles.test(specifier) && ofFileStore.test(from)) return false
    return !(specifier === 'node:crypto' && behindCrypto.test(from))
  })
  expect(outside).toEqual([])
})

test('the entry "node" alone reaches the file system', () => {
  const reaching = publicEntries()
    .filter(({ home }) => home === 'packages/core')
    .map(({ source }) => source)
    .filter((source) => [...runtimeImports(source)].some((target) => forFiles.test(target)))
  expect(reaching).toEqual(['packages/core/src/node.ts'])
})

test('the client reaches nothing that signs or verifies', () => {
  const reached = [...runtimeImports('packages/core/src/client.ts')]
  const signs =
    /^(jose(\/.*)?|#crypto|node:.*|packages\/core\/src\/(crypto|key|token|http|twilio)\/.*)$/
  expect(reached.filter((target) => signs.test(target))).toEqual([])
  expect(reached).toContain('packages/core/src/capability/define.ts')
})

test.each(adapters)(
  '$manifest.name imports core and its own dependencies only',
  ({ path, manifest }) => {
    const own = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    const forbidden = offences(filesUnder(`${path}/src`, isSource), ({ specifier, file }) => {
      if (file !== undefined) return false
      if (specifier.startsWith('node:')) return path !== 'packages/express'
      return !own.some((name) => specifier === name || specifier.startsWith(`${name}/`))
    })
    expect(forbidden).toEqual([])
    expect(own.filter((name) => name.startsWith('@grantline/'))).toEqual(['@grantline/core'])
  },
)

test('the conformance suite depends on what it asks, and nothing depends on the suite', () => {
  const suite = '@grantline/conformance'
  const dependents = members().filter(({ manifest }) =>
    Object.hasOwn({ ...manifest.dependencies, ...manifest.devDependencies }, suite),
  )
  expect(dependents).toEqual([])
  const { dependencies = {} } = readManifest(`${root}/packages/conformance`)
  expect(Object.keys(dependencies)).toEqual([
    '@grantline/core',
    '@grantline/express',
    '@grantline/hono',
  ])
})

test.each(members())('$manifest.name imports no other package by path', ({ path }) => {
  const files = ['src', 'test']
    .filter((folder) => readdirSync(`${root}/${path}`).includes(folder))
    .flatMap((folder) => filesUnder(`${path}/${folder}`, isSource))
  const byPath = offences(files, ({ file }, from) => {
    if (file === undefined || file.startsWith(`${path}/`)) return false
    // How browser tests start Chromium is the repository's.
    if (from.startsWith(`${path}/test/`) && file === 'scripts/chromium-launch.ts') return false
    // How a request goes over a socket, and what there is to read, is shared; it is core's.
    return from.startsWith(`${path}/src/`) || !file.startsWith('packages/core/test/')
  })
  expect(byPath).toEqual([])
})

test.each(publicEntries())('$specifier only re-exports, by name', ({ source, names }) => {
  expect(otherThanReexports(source)).toEqual([])
  expect(names).not.toEqual([])
})

test('every package and app is made from the same template', () => {
  for (const { path, manifest } of members()) {
    const { scripts = {} } = manifest
    const wanted = ['build', 'typecheck', 'test', ...(manifest.private ? [] : ['check'])]
    expect(Object.keys(scripts), path).toEqual(expect.arrayContaining(wanted))
    expect(manifest, path).toMatchObject({
      type: 'module',
      license: 'MIT',
      engines: readManifest(root).engines,
    })
  }
})

test('development exports and published exports of a package agree', () => {
  for (const { path, manifest } of members().filter((member) => !member.manifest.private)) {
    const withoutSource = JSON.parse(JSON.stringify(manifest.exports), (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value).filter(([key]) => key !== '@grantline/source'),
      )
    })
    expect(manifest.publishConfig?.exports, path).toEqual(withoutSource)
  }
})

test('no document or source names a folder of one machine', () => {
  const written = filesUnder('.', /\.(md|m?[jt]sx?|json|ya?ml)$/)
  const personal = /(?<![\w.])\/(?:home|Users)\/\w/
  expect(written.filter((path) => personal.test(textOf(path)))).toEqual([])
})
