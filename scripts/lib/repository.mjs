import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * A package or an app of the workspace.
 *
 * @typedef {object} Member
 * @property {string} folder the absolute path
 * @property {string} path the path from the root, such as `packages/core`
 * @property {Manifest} manifest its package.json
 */

/**
 * The fields of a package.json that the scripts read.
 *
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} [version]
 * @property {string} [packageManager]
 * @property {boolean} [private]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, unknown>} [exports]
 * @property {Record<string, unknown>} [imports]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {{ exports?: Record<string, unknown>, imports?: Record<string, unknown> }} [publishConfig]
 * @property {Record<string, string>} [engines]
 */

/**
 * @param {string} folder
 * @returns {Manifest}
 */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/**
 * Every package and app, in the order of their paths.
 *
 * @returns {Member[]}
 */
export function members() {
  return ['apps', 'packages']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((path) => existsSync(join(root, path, 'package.json')))
    .toSorted()
    .map((path) => {
      const folder = join(root, path)
      return { folder, path, manifest: readManifest(folder) }
    })
}
