import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { fileRevocationStore } from '../../../src/node.ts'

/** What a run of crashes came to. */
export interface CrashReport {
  readonly kills: number
  /** Revocations that a killed process had acknowledged, all lives together. */
  readonly acknowledged: number
  /** Those of them that a later start did not know. */
  readonly lost: readonly string[]
  /** Values that nobody revoked and a start called revoked. */
  readonly invented: readonly string[]
  /** Lives in which the log became shorter: it was written anew. */
  readonly compacted: number
  /** Lives that ended before the store was open. */
  readonly killedWhileOpening: number
}

/**
 * Kills a real process with SIGKILL, again and again, while it revokes, and checks after each life
 * that everything which was acknowledged so far is known.
 */
export async function crash(kills: number): Promise<CrashReport> {
  const folder = await mkdtemp(join(tmpdir(), 'grantline-crash-'))
  try {
    const victim = await bundleVictim(folder)
    return await killAll(kills, victim, join(folder, 'revocations.log'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function killAll(kills: number, victim: string, file: string): Promise<CrashReport> {
  const acknowledged: string[] = []
  const lost = new Set<string>()
  const invented: string[] = []
  let compacted = 0
  let killedWhileOpening = 0
  for (let life = 0; life < kills; life += 1) {
    const sizes = [await sizeOf(file)]
    const { lines, isOpen } = await liveAndDie(victim, file, life, async () => {
      sizes.push(await sizeOf(file))
    })
    acknowledged.push(...lines)
    if (!isOpen) killedWhileOpening += 1
    if (sizes.some((size, index) => size < (sizes[index - 1] ?? 0))) compacted += 1

    const store = await fileRevocationStore({ file })
    const isKnown = (id: string): boolean =>
      store.check({ id, issuer: 'i', issuedAt: 1, expiresAt: 1 }).revoked
    for (const id of acknowledged) if (!isKnown(id)) lost.add(id)
    const own = `checked-${life}`
    if (isKnown(own)) invented.push(own)
    await store.revoke({ level: 'token', value: own, expiresAt: Date.now() / 1000 + 600 })
    acknowledged.push(own)
    await store.close()
  }
  return {
    kills,
    acknowledged: acknowledged.length - kills,
    lost: [...lost],
    invented,
    compacted,
    killedWhileOpening,
  }
}

/** One life: starts the victim, kills it at a random moment, and returns what it acknowledged. */
async function liveAndDie(
  victim: string,
  file: string,
  life: number,
  look: () => Promise<void>,
): Promise<{ lines: string[]; isOpen: boolean }> {
  const child = spawn(process.execPath, [victim, file, String(life)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  // One in ten dies at any moment of its start, the others while they revoke.
  if (Math.random() > 0.1) await Promise.race([once(child.stdout, 'data'), closed])
  const endAt = performance.now() + Math.random() * 300
  while (performance.now() < endAt) {
    await look()
    await new Promise((resolve) => {
      setTimeout(resolve, Math.min(10, Math.max(endAt - performance.now(), 0)))
    })
  }
  child.kill('SIGKILL')
  const [code] = (await closed) as [number | null]
  if (code !== null) throw new Error(`the victim of life ${life} ended by itself with ${code}`)
  // The last line may be cut off, and is then no acknowledgement.
  const [first, ...lines] = output.split('\n').slice(0, -1)
  return { lines, isOpen: first === 'open' }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

/** The victim as one file that Node runs: it is written in TypeScript, and nothing is built. */
async function bundleVictim(folder: string): Promise<string> {
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@grantline/source', 'node', 'module', 'production'] },
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('./victim.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'victim.mjs' } },
    },
  })
  return join(folder, 'victim.mjs')
}
