import { delimiter } from 'node:path'
import { run } from './command.mjs'
import { readManifest, root } from './repository.mjs'

/** The version that the root manifest pins. */
export const pnpmVersion = readManifest(root).packageManager?.replace('pnpm@', '') ?? ''

/**
 * The PATH on which `pnpm` is the pinned version: the one there is, when it holds that version, else
 * one that npx fetched. turbo needs it too, because it runs every task through `pnpm`.
 *
 * @returns {Promise<string>}
 */
export async function pathWithPnpm() {
  const path = process.env['PATH'] ?? ''
  if ((await versionOnPath()) === pnpmVersion) return path
  const print = 'process.stdout.write(process.env.PATH)'
  const wanted = ['--yes', '--prefer-offline', `--package=pnpm@${pnpmVersion}`]
  const fetched = await run('npx', [...wanted, '--', 'node', '-e', print])
  return `${fetched.trim()}${delimiter}${path}`
}

async function versionOnPath() {
  // A pnpm that comes from corepack would ask before it downloads.
  const env = { ...process.env, COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' }
  const version = await run('pnpm', ['--version'], { env }).catch(() => '')
  return version.trim()
}

/**
 * Installs what the lockfile says. With nothing to do it takes a tenth of a second, so it is never
 * skipped.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export async function install(env) {
  await run('pnpm', ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false'], { env })
}
