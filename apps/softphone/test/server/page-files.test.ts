import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FRAMEWORKS, startServer } from '../../src/server/start-server.ts'
import { startTestServer, tempFolder } from './test-server.ts'

async function buildPage(): Promise<string> {
  const folder = join(await tempFolder(), 'page')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Softphone</title>')
  await writeFile(join(folder, 'assets', 'index-Ab12.js'), 'export {}')
  await writeFile(join(folder, '..', 'secret.txt'), 'secret')
  return folder
}

describe.each(FRAMEWORKS)('the page (%s)', (framework) => {
  test('is served at the root and asked for anew each time', async () => {
    const server = await startTestServer({ framework, pageFolder: await buildPage() })
    const response = await fetch(server.url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(await response.text()).toContain('<title>Softphone</title>')
  })

  test('has files named by their content, which may be kept for ever', async () => {
    const server = await startTestServer({ framework, pageFolder: await buildPage() })
    const response = await fetch(`${server.url}/assets/index-Ab12.js`)
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/)
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  test('ends at its folder', async () => {
    const server = await startTestServer({ framework, pageFolder: await buildPage() })
    for (const path of ['/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt']) {
      const response = await fetch(`${server.url}${path}`)
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(response.status).toBeLessThan(500)
      expect(await response.text()).not.toContain('secret')
    }
  })

  test('comes with headers that keep other pages and scripts out', async () => {
    const server = await startTestServer({ framework, pageFolder: await buildPage() })
    for (const path of ['/', '/assets/index-Ab12.js', '/health', '/nowhere', '/token']) {
      const { headers } = await fetch(`${server.url}${path}`)
      const policy = headers.get('content-security-policy')
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  test('leaves what is not there to a plain refusal', async () => {
    const server = await startTestServer({ framework, pageFolder: await buildPage() })
    for (const path of ['/nowhere', '/assets/nowhere.js', '/Health', '/health/']) {
      const response = await fetch(`${server.url}${path}`)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'not_found' })
    }
  })

  test('must have been built', async () => {
    const folder = await tempFolder()
    const cookieKeyFile = join(folder, 'cookie.key')
    const started = startServer({ framework, port: 0, cookieKeyFile, pageFolder: folder })
    await expect(started).rejects.toThrow(`There is no index.html in ${folder}: "npm start"`)
  })
})

describe.each(FRAMEWORKS)('the health of the server (%s)', (framework) => {
  test('says which framework answers', async () => {
    const server = await startTestServer({ framework })
    const response = await fetch(`${server.url}/health`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok', framework })
  })
})
