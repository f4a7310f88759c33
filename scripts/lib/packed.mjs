import { resolve } from 'node:path'
import { run } from './command.mjs'

/** Manifest fields that hold version ranges. */
const rangeFields = /** @type {const} */ ([
  'dependencies',
  'peerDependencies',
  'devDependencies',
  'optionalDependencies',
])

/**
 * A package as it would be published.
 *
 * @typedef {object} Packed
 * @property {string} tarball its absolute path
 * @property {readonly string[]} files the paths inside
 * @property {Record<string, any>} manifest the package.json inside
 */

/**
 * Packs a package.
 *
 * @param {string} folder the package
 * @param {string} into where to put the tarball
 * @returns {Promise<Packed>}
 */
export async function pack(folder, into) {
  const answer = await run('pnpm', ['pack', '--json', '--pack-destination', into], { cwd: folder })
  const { filename, files } = JSON.parse(answer)
  const tarball = resolve(into, filename)
  const manifest = await run('tar', ['-xzOf', tarball, 'package/package.json'])
  return {
    tarball,
    files: files.map((/** @type {{ path: string }} */ { path }) => path),
    manifest: JSON.parse(manifest),
  }
}

/**
 * What would break, or should not reach, those who install a package; empty when all is well.
 *
 * @param {Pick<Packed, 'files' | 'manifest'>} packed
 * @returns {string[]} one sentence each
 */
export function packedProblems({ files, manifest }) {
  const problems = []
  for (const field of ['exports', 'imports']) {
    const entries = flatten(manifest[field])
    for (const { conditions, target } of entries) {
      if (conditions.includes('@grantline/source')) {
        problems.push(`${field} leads to the sources by ${conditions.join(' > ')}.`)
      }
      if (target.startsWith('./') && !files.includes(target.slice(2))) {
        problems.push(`${field} points to ${target}, which is not packed.`)
      }
    }
  }
  for (const field of rangeFields) {
    for (const [name, range] of Object.entries(manifest[field] ?? {})) {
      if (/^(workspace|catalog):/.test(range)) problems.push(`${field} has ${name} at ${range}.`)
    }
  }
  for (const name of ['README.md', 'LICENSE']) {
    if (!files.includes(name)) problems.push(`${name} is not packed.`)
  }
  for (const name of files) {
    // A build leaves what an earlier one wrote.
    const source = name.replace(/^dist\/(?:bundled\/)?(.*)\.js$/, 'src/$1.ts')
    const isShared = name.startsWith('dist/bundled/shared/')
    if (source !== name && !isShared && !files.includes(source) && !files.includes(`${source}x`)) {
      problems.push(`${name} has no source any more: remove dist and build again.`)
    }
    if (/(^|\/)tests?\/|\.test(-d)?\./.test(name)) problems.push(`${name} is a test.`)
  }
  return problems
}

/**
 * The targets of an `exports` or `imports` field, each with the keys that lead to it.
 *
 * @param {unknown} value
 * @param {string[]} [conditions]
 * @returns {{ conditions: string[], target: string }[]}
 */
function flatten(value, conditions = []) {
  if (typeof value === 'string') return [{ conditions, target: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...conditions, key]))
}
