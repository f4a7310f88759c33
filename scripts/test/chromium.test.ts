import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findChromium, provideChromium } from '../lib/chromium.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantline-browser-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function program(name: string, script: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

test('takes the browser that CHROMIUM_PATH names before any other', async () => {
  program('chromium', 'exit 0')
  const named = program('mine', 'exit 0')
  expect(await provideChromium({ PATH: folder, CHROMIUM_PATH: named })).toBe(named)
})

test('says so when CHROMIUM_PATH names nothing that starts', async () => {
  const CHROMIUM_PATH = join(folder, 'nothing')
  await expect(provideChromium({ PATH: folder, CHROMIUM_PATH })).rejects.toThrow(
    'CHROMIUM_PATH names no browser that starts',
  )
})

test('passes over a program on the PATH that does not start', async () => {
  program('chromium-browser', 'echo "install it from elsewhere" >&2; exit 1')
  const chrome = program('google-chrome', 'exit 0')
  expect(await findChromium({ PATH: folder })).toBe(chrome)
})
