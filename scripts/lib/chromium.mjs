import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './command.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const places = [
  '/usr/bin/chromium',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]
/** What to do when there is no browser. */
export const chromiumRemedy =
  'Install Chromium (on Debian: `apt-get install chromium`), or set CHROMIUM_PATH to a Chromium or Chrome.'

/**
 * The browser for the browser tests: the one CHROMIUM_PATH names, else one that is installed, else
 * Debian's, when this user may install it.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} its path
 */
export async function provideChromium(env) {
  const named = env['CHROMIUM_PATH']
  if (named) {
    if (await starts(named)) return named
    throw new Error('CHROMIUM_PATH names no browser that starts.')
  }
  const found = await findChromium(env)
  if (found) return found
  await installChromium()
  const installed = await findChromium(env)
  if (installed) return installed
  throw new Error('apt-get installed chromium, but no browser that starts was found.')
}

/**
 * The first browser that starts, on the PATH and then in the usual places.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
export async function findChromium(env) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  for (const path of new Set([...onPath, ...places])) {
    // oxlint-disable-next-line no-await-in-loop -- the first one that starts ends the search
    if (isExecutable(path) && (await starts(path))) return path
  }
  return undefined
}

/** Ubuntu has a `chromium-browser` that only says how to get the real one. */
async function starts(/** @type {string} */ path) {
  // There, asking a browser for its version opens a window.
  if (process.platform === 'win32') return isExecutable(path)
  return succeeds(path, ['--version'])
}

function isExecutable(/** @type {string} */ path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function installChromium() {
  const rights = await rightsToInstall()
  if (!rights) throw new Error('There is no Chromium, and none that this user may install.')
  const [command, ...args] = [...rights, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']
  // A list that cannot be refreshed may still be good enough; the installation decides.
  await run(command, [...args, 'update']).catch(() => undefined)
  await run(command, [...args, 'install', '-y', '--no-install-recommends', 'chromium'])
}

/** The words before `apt-get`; nothing when there is none, or when this user may not use it. */
async function rightsToInstall() {
  if (!(await succeeds('apt-get', ['--version']))) return undefined
  if (process.getuid?.() === 0) return []
  return (await succeeds('sudo', ['-n', 'true'])) ? ['sudo', '-n'] : undefined
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function succeeds(command, args) {
  return run(command, args).then(
    () => true,
    () => false,
  )
}
