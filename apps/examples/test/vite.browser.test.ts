import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { launchChromium } from './run/browser.ts'
import { start } from './run/start.ts'

const browser = await launchChromium()

/** What `vite build` makes of the page, and a server for it. */
async function buildAndServe(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'grantline-vite-'))
  onTestFinished(() => rm(outDir, { recursive: true }))
  await build({
    root: fileURLToPath(new URL('../src/vite', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@grantline/source', 'module', 'browser', 'production'] },
    build: { outDir },
  })
  const server = await start({ file: 'src/vite/server.ts' }, { PAGES: outDir })
  onTestFinished(() => server.stop())
  return server.url
}

test('the built page shows what its token allows, after one request', async () => {
  const page = await browser.newPage()
  const asked: string[] = []
  const errors: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(await buildAndServe())

  const button = page.getByRole('button')
  await expect.poll(() => button.textContent(), { timeout: 20_000 }).toBe('Call as alice (ready)')
  expect(await button.isEnabled()).toBe(true)
  expect(asked.filter((path) => path === '/token')).toHaveLength(1)
  expect(errors).toEqual([])
  await page.close()
})
