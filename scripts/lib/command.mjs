import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from './repository.mjs'

const posix = process.platform !== 'win32'
/** Nothing new is run, and no failure is reported, once this process was told to end. */
let stopping = false
const graceMs = 8000

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/** A command that failed, with all it wrote. */
export class CommandError extends Error {
  /**
   * @param {string} what
   * @param {string} output
   */
  constructor(what, output) {
    super(`${output.trimEnd()}\n${what}`.trimStart())
    this.name = 'CommandError'
    this.output = output
  }
}

/**
 * Where and how to run a command.
 *
 * @typedef {object} RunOptions
 * @property {string} [cwd] the root of the checkout unless given
 * @property {NodeJS.ProcessEnv | undefined} [env] this process's unless given
 */

/**
 * Runs a command and keeps its output to itself.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} what it wrote to stdout
 * @throws {CommandError} when it cannot be started or does not exit with 0
 */
export async function run(command, args, options = {}) {
  // There, the commands of npm are scripts that only a shell can run.
  const shell = !posix
  const child = start(command, args, { ...options, shell, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text
    output += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const code = await ended(child).catch((error) => {
    throw new CommandError(`${command} could not be started: ${error.message}`, output)
  })
  if (stopping) await new Promise(() => {})
  if (code !== 0) throw new CommandError(`${command} ended with ${code}`, output)
  return stdout
}

/**
 * Runs a program in the foreground: its output is the terminal's.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number | NodeJS.Signals | null>} its exit code, or the signal that ended it
 */
export function runInForeground(command, args, options = {}) {
  return ended(start(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] }))
}

/**
 * Sends a signal to every command that runs, with all the processes it started, and waits for their
 * end. Whoever does not end in time is killed.
 *
 * @param {NodeJS.Signals} signal
 */
export async function stopAll(signal) {
  stopping = true
  const children = [...running]
  for (const child of children) send(child, signal)
  const timer = setTimeout(() => children.forEach((child) => send(child, 'SIGKILL')), graceMs)
  await Promise.all(children.map((child) => ended(child).catch(() => undefined)))
  clearTimeout(timer)
}

/**
 * Calls back once, at the first signal that asks this process to end. npm and the terminal both
 * deliver a Ctrl-C, so the signal usually arrives twice.
 *
 * @param {(signal: NodeJS.Signals) => void} listener
 */
export function onStopSignal(listener) {
  let told = false
  const tell = (/** @type {NodeJS.Signals} */ signal) => {
    if (!told) listener(signal)
    told = true
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => tell(signal))
  }
  if (process.env['npm_lifecycle_event']) whenOrphaned(() => tell('SIGTERM'))
}

/**
 * A signal to npm alone ends the shell between npm and this process, and nothing else.
 *
 * @param {() => void} listener
 */
function whenOrphaned(listener) {
  const parent = process.ppid
  const check = () => {
    if (process.ppid !== parent) listener()
  }
  setInterval(check, 250).unref()
}

/**
 * Ends this process by the signal it was sent, which is how a caller tells an interruption from a
 * failure.
 *
 * @param {NodeJS.Signals} signal
 */
export function dieBy(signal) {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

/**
 * A group of its own: one signal then reaches a command and everything it started, once.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
function start(command, args, options) {
  const child = spawn(command, args, { cwd: root, detached: posix, ...options })
  running.add(child)
  const forget = () => running.delete(child)
  child.once('close', forget).once('error', forget)
  return child
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number | NodeJS.Signals | null>}
 */
async function ended(child) {
  const [code, signal] = await once(child, 'close')
  return code ?? signal
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function send(child, signal) {
  if (child.pid === undefined) return
  try {
    if (posix) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // Already gone.
  }
}
