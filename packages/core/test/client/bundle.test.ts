import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { build } from 'vite'

interface Bundle {
  readonly code: string
  readonly imports: readonly string[]
  readonly modules: readonly string[]
  readonly exports: readonly string[]
}

/** Bundles an entry the way an app would, from sources, in memory. */
async function bundle(entry: string): Promise<Bundle> {
  const id = 'virtual:entry'
  const result = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@grantline/source', 'module', 'browser', 'production'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (source) => (source === id ? `${import.meta.dirname}/entry.js` : undefined),
        load: (path) => (path.endsWith('/test/client/entry.js') ? entry : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      rolldownOptions: { input: id, preserveEntrySignatures: 'strict' },
    },
  })
  const [output] = [result].flat()
  if (output === undefined || !('output' in output)) throw new Error('nothing was built')
  const chunks = output.output.filter((part) => part.type === 'chunk')
  return {
    code: chunks.map(({ code }) => code).join('\n'),
    imports: chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]),
    modules: chunks.flatMap((chunk) => chunk.moduleIds),
    exports: chunks.flatMap((chunk) => chunk.exports),
  }
}

function run(code: string): { stdout: string; stderr: string; status: number | null } {
  const args = ['--input-type=module', '-e', code]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 20_000,
  })
  return { stdout: stdout.trim(), stderr: stderr.trim(), status }
}

describe('a bundle of @grantline/core/client', () => {
  let whole: Bundle

  beforeAll(async () => {
    whole = await bundle(`export * from '@grantline/core/client'`)
  })

  test('holds the manager and the definitions', () => {
    expect(whole.exports).toEqual(expect.arrayContaining(['TokenManager', 'defineCapability']))
  })

  test('holds no jose and nothing of Node', () => {
    expect(whole.imports).toEqual([])
    expect(whole.modules.filter((path) => /[\\/]jose[\\/]|node:/.test(path))).toEqual([])
    expect(whole.code).not.toMatch(/\bnode:|\bjose\b|\brequire\(/)
  })

  test('is made of scope, capability and client alone', () => {
    const folders = whole.modules
      .map((path) => /\/packages\/core\/src\/(.+)$/.exec(path)?.[1])
      .filter((path) => path !== undefined)
      .map((path) => path.replace(/\/.*$/, ''))
    expect([...new Set(folders)].filter((name) => !name.endsWith('.ts'))).toEqual(
      expect.arrayContaining(['scope', 'capability', 'client']),
    )
    expect(folders).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(token|key|crypto|http|twilio)$/)]),
    )
  })
})

describe('a program of @grantline/core/client', () => {
  test('runs where there is no window, and ends while somebody is subscribed', async () => {
    const { code } = await bundle(`
      import { TokenManager } from '@grantline/core/client'
      const fetchToken = async () => ({ token: 'first', expiresIn: 3600 })
      const manager = new TokenManager({ fetchToken })
      manager.subscribe(() => {})
      console.log(typeof window, await manager.getToken())
    `)
    expect(run(code)).toEqual({ stdout: 'undefined first', stderr: '', status: 0 })
  })

  test('leaves no rejection unhandled when a background fetch fails', async () => {
    const { code } = await bundle(`
      import { TokenManager } from '@grantline/core/client'
      const fetchToken = async () => { throw new Error('no') }
      const manager = new TokenManager({ fetchToken })
      manager.subscribe(() => console.log(manager.snapshot.status))
      await new Promise((resolve) => setTimeout(resolve, 10))
      manager.setIdentity('bob')
      manager.dispose()
    `)
    expect(run(code)).toMatchObject({ stderr: '', status: 0 })
  })

  test('does nothing by being imported', async () => {
    const { code } = await bundle(`import '@grantline/core/client'`)
    expect(code.trim()).toBe('')
  })
})
