import type { BrowserContext, Page } from 'playwright'
import { expect, test } from 'vitest'
import { launchChromium } from './run/browser.ts'
import { untilTheEnd } from './run/serve.ts'
import { startNext } from './run/start-next.ts'
import { askToken, bearer, TOKEN_SECRET } from './run/tokens.ts'

const PUBLIC_URL = 'https://phone.example'
const { url } = await untilTheEnd(startNext('src/next', { TOKEN_SECRET, PUBLIC_URL }))

const browser = await launchChromium()

const signedIn = { cookie: 'session=a1' }

test('the built app issues a token and takes it', async () => {
  const issued = await askToken(`${url}/api/token`, signedIn)
  expect(issued.status).toBe(200)
  expect(issued.headers.get('cache-control')).toBe('no-store')
  const { access_token } = (await issued.json()) as { access_token: string }
  const headers = bearer(access_token)

  const called = await fetch(`${url}/api/calls/AP123`, { method: 'POST', headers })
  expect(await called.json()).toEqual({ caller: 'alice', app: 'AP123' })

  const refused = await fetch(`${url}/api/calls/AP9`, { method: 'POST', headers })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ code: 'insufficient_capability' })
})

test.each([
  ['nobody', 401, {}],
  ['a page of its own', 200, { ...signedIn, origin: PUBLIC_URL }],
  ['a page of another origin', 403, { ...signedIn, origin: 'https://evil.example' }],
])('the token endpoint answers %s with %i', async (_who, status, headers) => {
  expect((await askToken(`${url}/api/token`, headers)).status).toBe(status)
})

test('without a token the route answers with a challenge', async () => {
  const response = await fetch(`${url}/api/calls/AP123`, { method: 'POST' })
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"')
})

/** Opens the page, and keeps what it asked for and what it complained of. */
async function open(context: BrowserContext) {
  const page: Page = await context.newPage()
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // Chromium reports what has not been found, and pages without an icon.
    if (message.type() !== 'log' && !message.text().startsWith('Failed to load')) {
      complaints.push(message.text())
    }
  })
  await page.goto(url)
  return { page, asked, complaints }
}

test('the page is rendered with a token, hydrates with it, and calls without asking for another', async () => {
  const context = await browser.newContext()
  await context.addCookies([{ name: 'session', value: 'a1', url }])
  const html = await (await fetch(url, { headers: signedIn })).text()
  expect(html).toContain('<button>Call</button><output>ready</output>')

  const { page, asked, complaints } = await open(context)
  await page.getByRole('button').click()
  await expect.poll(() => page.locator('pre').textContent()).toContain('"caller":"alice"')
  expect(asked).toContain('/api/calls/AP123')
  expect(asked).not.toContain('/api/token')
  expect(complaints).toEqual([])
  await context.close()
})

test('what is rendered within a minute shares a token, and says how old it is', async () => {
  const initial = async () => {
    const html = await (await fetch(url, { headers: signedIn })).text()
    const [, token, age] = /"token\\":\\"([^"\\]+).*?"ageMs\\":(\d+)/.exec(html) ?? []
    return { token, age: Number(age) }
  }
  const [first, second] = [await initial(), await initial()]
  expect(first.token).toMatch(/^ey/)
  expect(second.token).toBe(first.token)
  expect(second.age).toBeGreaterThan(first.age)
})

test('without a session it is rendered without a token, and says so', async () => {
  const context = await browser.newContext()
  const html = await (await fetch(url)).text()
  expect(html).toContain('<button disabled="">Call</button><output>idle</output>')
  const { page, complaints } = await open(context)
  await expect.poll(() => page.locator('output').textContent()).toBe('denied')
  expect(await page.getByRole('button').isDisabled()).toBe(true)
  expect(complaints).toEqual([])
  await context.close()
})
