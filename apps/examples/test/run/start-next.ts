import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'
import type { Running, Variables } from './start.ts'

const app = fileURLToPath(new URL('../..', import.meta.url))
const repository = fileURLToPath(new URL('../../../..', import.meta.url))
const next = createRequire(import.meta.url).resolve('next/dist/bin/next')

/**
 * Builds a Next.js app as `next build` does and runs it as `next start` does, from a copy: Next
 * writes into the folder that it builds.
 *
 * @throws {Error} with what Next wrote, if it ends before it listens
 */
export async function startNext(
  source: string,
  env: Variables,
): Promise<Pick<Running, 'url' | 'stop'>> {
  const results = join(app, '.results')
  await mkdir(results, { recursive: true })
  const folder = await mkdtemp(join(results, 'next-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    await cp(join(app, source), folder, { recursive: true })
    await installGrantline(folder)
    await build(folder)
    const { url, end } = await listen(folder, env)
    return { url, stop: () => end().then(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Next knows no conditions of ours, so it gets the sources bundled, as a package. */
async function installGrantline(folder: string): Promise<void> {
  const core = join(folder, 'node_modules/@grantline/core')
  const exports = { '.': './index.js', './client': './client.js', './http': './http.js' }
  await mkdir(core, { recursive: true })
  await writeFile(join(core, 'package.json'), JSON.stringify({ type: 'module', exports }))
  // One bundle, or each entry would have errors of its own.
  const all = `export * from '@grantline/core'; export * from '@grantline/core/http'`
  await writeFile(join(core, 'index.js'), await bundle({ code: all }))
  await writeFile(join(core, 'http.js'), `export * from './index.js'`)
  await writeFile(join(core, 'client.js'), await bundleFor('@grantline/core/client'))
  const hook = join(folder, 'node_modules/@grantline/react-hook')
  await mkdir(hook, { recursive: true })
  await writeFile(
    join(hook, 'package.json'),
    JSON.stringify({ type: 'module', exports: './index.js' }),
  )
  const code = await bundleFor('@grantline/react-hook', ['react', '@grantline/core/client'])
  // A bundle of several files keeps the directive of none.
  await writeFile(join(hook, 'index.js'), `'use client'\n${code}`)
  // What the types are is checked with all the others.
  const config = { typescript: { ignoreBuildErrors: true }, turbopack: { root: repository } }
  await writeFile(join(folder, 'next.config.mjs'), `export default ${JSON.stringify(config)}`)
}

/** A package as browsers and servers load it, beside those that it shares with the app. */
function bundleFor(name: string, external: string[] = []): Promise<string> {
  const platform = 'neutral'
  return bundle({ code: `export * from '${name}'` }, { platform, external, plugins: [] })
}

function runNext(folder: string, args: readonly string[], env: Variables = {}) {
  const child = spawn(process.execPath, [next, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let written = ''
  const add = (text: string): void => {
    written += text
  }
  child.stdout.setEncoding('utf8').on('data', add)
  child.stderr.setEncoding('utf8').on('data', add)
  return { child, written: () => written }
}

async function build(folder: string): Promise<void> {
  const { child, written } = runNext(folder, ['build'])
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`next build failed:\n${written()}`)
}

async function listen(folder: string, env: Variables) {
  const { child, written } = runNext(folder, ['start', '-p', '0', '-H', '127.0.0.1'], env)
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [found] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(written()) ?? []
      if (found !== undefined && /ready/i.test(written())) resolve(found)
    })
    child.once('close', () => reject(new Error(`next start ended:\n${written()}`)))
  })
  const end = async (): Promise<void> => {
    if (child.exitCode !== null) return
    child.kill()
    await once(child, 'close')
  }
  return { url, end }
}
