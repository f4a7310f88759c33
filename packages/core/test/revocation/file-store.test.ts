import { readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileRevocationStore } from '../../src/node.ts'
import { describeRevocationStore } from './suite/describe-store.ts'
import { identity } from './suite/identity.ts'
import { temporaryFile } from './temporary.ts'

describeRevocationStore('fileRevocationStore', async (settings) =>
  fileRevocationStore({ file: await temporaryFile(), ...settings }),
)

const clock = (): number => 2000
const token = (value: string, more: object = {}) =>
  ({ level: 'token', value, before: 1999, expiresAt: 3000, ...more }) as const

/** Which of some ids a store has revoked. */
function revokedOf(
  store: { check(grant: ReturnType<typeof identity>): { revoked: boolean } },
  ids: readonly string[],
): string[] {
  return ids.filter((id) => store.check(identity({ id })).revoked)
}

describe('a file of revocations', () => {
  test('is remembered by the next store', async () => {
    const file = await temporaryFile()
    const first = await fileRevocationStore({ file, clock })
    await first.revoke(token('a'))
    await first.revoke(token('a', { before: 1500 }))
    await first.revoke({ level: 'subject', value: '\ud800 ☎\n', before: 1500, expiresAt: 3000 })
    await first.revoke({ level: 'all', value: '', before: 900, expiresAt: 3000 })
    await first.close()

    const second = await fileRevocationStore({ file, clock })
    expect(revokedOf(second, ['a', 'b'])).toEqual(['a'])
    expect(second.check(identity({ id: 'a', issuedAt: 1999 })).revoked).toBe(true)
    expect(second.check(identity({ id: 'a', issuedAt: 1999.001 })).revoked).toBe(false)
    expect(second.check(identity({ subject: '\ud800 ☎\n' })).revoked).toBe(true)
    expect(second.check(identity({ issuedAt: 900 })).revoked).toBe(true)
    await second.close()
  })

  test('may be read by its owner only, and holds lines', async () => {
    const file = await temporaryFile()
    const store = await fileRevocationStore({ file, clock })
    await store.revoke(token('a'))
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).toMatch(
      /^grantline revocations 1\n[0-9a-f]{8} \["token","a",1999000,3000\]\n$/,
    )
    await store.close()
    expect(await readdir(dirname(file))).toEqual([basename(file)])
  })

  test('many at once are all there after the next start', async () => {
    const file = await temporaryFile()
    const first = await fileRevocationStore({ file, clock })
    const ids = Array.from({ length: 500 }, (_, index) => `id-${index}`)
    await Promise.all(ids.map((id) => first.revoke(token(id))))
    await first.close()
    const second = await fileRevocationStore({ file, clock })
    expect(revokedOf(second, ids)).toEqual(ids)
    await second.close()
  })

  test('closing waits for what is being revoked', async () => {
    const file = await temporaryFile()
    const first = await fileRevocationStore({ file, clock })
    const pending = ['a', 'b', 'c'].map((id) => first.revoke(token(id)))
    await first.close()
    await Promise.all(pending)
    const second = await fileRevocationStore({ file, clock })
    expect(revokedOf(second, ['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c'])
    await second.close()
  })

  test('is not limited by an option that was lowered', async () => {
    const file = await temporaryFile()
    const first = await fileRevocationStore({ file, clock })
    await first.revoke(token('a'))
    await first.revoke(token('b'))
    await first.close()
    const second = await fileRevocationStore({ file, clock, maxEntries: 1 })
    expect(revokedOf(second, ['a', 'b'])).toEqual(['a', 'b'])
    await expect(second.revoke(token('c'))).rejects.toThrow(/maxEntries/)
    await second.close()
  })

  test.each([
    ['no options', undefined, TypeError],
    ['no file', {}, TypeError],
    ['an empty name', { file: '' }, TypeError],
    ['an unknown option', { file: '/nowhere/x', path: 'x' }, TypeError],
    ['no room', { file: '/nowhere/x', maxEntries: 0 }, RangeError],
    ['a folder that is not there', { file: '/nowhere/x' }, Error],
  ])('refuses %s', async (_what, options, error) => {
    await expect(fileRevocationStore(options as never)).rejects.toBeInstanceOf(error)
  })

  test('refuses a file that is no log, and leaves it as it was', async () => {
    const file = await temporaryFile()
    const text = 'important letters\nthat are no log\n'
    await writeFile(file, text)
    await expect(fileRevocationStore({ file })).rejects.toMatchObject({
      code: 'verifier_unavailable',
      message: expect.stringContaining('no log'),
    })
    expect(await readFile(file, 'utf8')).toBe(text)
    expect(await readdir(dirname(file))).toEqual([basename(file)])
  })
})

describe('writing the log anew', () => {
  test('happens when most of it is dead, and loses nothing', async () => {
    const file = await temporaryFile()
    const first = await fileRevocationStore({ file, clock })
    const ids = Array.from({ length: 300 }, (_, index) => `id-${index}`)
    let largest = 0
    let shrunk = 0
    for (let round = 0; round < 40; round += 1) {
      const churn = Array.from({ length: 200 }, (_, index) =>
        first.revoke({
          level: 'session',
          value: `s${index % 5}`,
          before: 1000 + round,
          expiresAt: 3000 + index,
        }),
      )
      const kept = ids.slice(round * 8, round * 8 + 8).map((id) => first.revoke(token(id)))
      await Promise.all([...churn, ...kept])
      const { size } = await stat(file)
      if (size < largest) shrunk += 1
      largest = Math.max(largest, size)
    }
    expect(shrunk).toBeGreaterThan(0)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await first.close()
    expect(await readdir(dirname(file))).toEqual([basename(file)])

    const second = await fileRevocationStore({ file, clock })
    expect(revokedOf(second, ids)).toEqual(ids)
    const session = { session: 's4' }
    expect(second.check(identity({ ...session, issuedAt: 1039 })).revoked).toBe(true)
    expect(second.check(identity({ ...session, issuedAt: 1040 })).revoked).toBe(false)
    await second.close()
  })

  test('drops what has expired, at the next start too', async () => {
    const file = await temporaryFile()
    const first = await fileRevocationStore({ file, clock })
    const dead = Array.from({ length: 1500 }, (_, index) => first.revoke(token(`dead-${index}`)))
    await Promise.all([...dead, first.revoke(token('alive', { expiresAt: 9000 }))])
    await first.close()
    const second = await fileRevocationStore({ file, clock: () => 4000 })
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2)
    expect(revokedOf(second, ['alive', 'dead-0'])).toEqual(['alive'])
    await second.revoke(token('more', { expiresAt: 9000 }))
    await second.close()
    const third = await fileRevocationStore({ file, clock: () => 4000 })
    expect(revokedOf(third, ['alive', 'more'])).toEqual(['alive', 'more'])
    await third.close()
  })

  test('keeps the greatest cut-off and the latest end of a value', async () => {
    const file = await temporaryFile()
    const first = await fileRevocationStore({ file, clock })
    const churn = Array.from({ length: 1500 }, (_, index) => {
      const before = 1000 + (index % 700) / 1000
      return first.revoke(token('a', { before, expiresAt: 9000 - index }))
    })
    await Promise.all(churn)
    await first.close()
    for (let start = 0; start < 2; start += 1) {
      const store = await fileRevocationStore({ file, clock: () => 9500 })
      expect((await readFile(file, 'utf8')).trim().split('\n').slice(1)).toEqual([
        expect.stringMatching(/ \["token","a",1000699,9000\]$/),
      ])
      expect(store.check(identity({ id: 'a', issuedAt: 1000.699 })).revoked).toBe(true)
      expect(store.check(identity({ id: 'a', issuedAt: 1000.7 })).revoked).toBe(false)
      await store.close()
    }
  })

  test('what a killed process left of it is removed', async () => {
    const file = await temporaryFile()
    await writeFile(`${file}.compacting`, 'half a lo')
    const store = await fileRevocationStore({ file, clock })
    expect(await readdir(dirname(file))).not.toContain(`${basename(file)}.compacting`)
    await store.close()
  })

  test('a link to the log stays a link', async () => {
    const file = await temporaryFile()
    const link = `${file}.link`
    await (await fileRevocationStore({ file, clock })).close()
    await symlink(file, link)
    const store = await fileRevocationStore({ file: link, clock })
    await expect(fileRevocationStore({ file, clock })).rejects.toThrow(/held by another/)
    const churn = Array.from({ length: 1500 }, () => store.revoke(token('a')))
    await Promise.all(churn)
    await store.close()
    expect((await stat(file)).size).toBeLessThan(10_000)
    const again = await fileRevocationStore({ file, clock })
    expect(revokedOf(again, ['a'])).toEqual(['a'])
    await again.close()
  })
})

describe('two stores on one file', () => {
  test('the second one is refused until the first is closed', async () => {
    const file = await temporaryFile()
    const first = await fileRevocationStore({ file, clock })
    const refused = fileRevocationStore({ file, clock })
    await expect(refused).rejects.toMatchObject({
      code: 'verifier_unavailable',
      message: expect.stringContaining('held by another store'),
    })
    await first.revoke(token('a'))
    await first.close()
    const second = await fileRevocationStore({ file, clock })
    expect(revokedOf(second, ['a'])).toEqual(['a'])
    await second.close()
  })

  test('of several that open at the same time, at most one gets the file', async () => {
    const file = await temporaryFile()
    const opened = await Promise.allSettled(
      Array.from({ length: 8 }, () => fileRevocationStore({ file, clock })),
    )
    const stores = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(stores.length).toBeLessThanOrEqual(1)
    await Promise.all(stores.map((store) => store.close()))
    await (await fileRevocationStore({ file, clock })).close()
  })

  const here = { pid: process.pid, host: hostname(), space: '', start: '' }
  const minuteAgo = new Date(Date.now() - 60_000)

  test.each([
    ['of another machine, renewed just now', { ...here, host: 'elsewhere' }, new Date(), false],
    [
      'of another machine, not renewed for a minute',
      { ...here, host: 'elsewhere' },
      minuteAgo,
      true,
    ],
    ['that was cut off just now', 'half', new Date(), false],
    ['that was never written', '', minuteAgo, true],
  ])('a claim %s', async (_what, content, renewedAt, isVoid) => {
    const file = await temporaryFile()
    const claim = `${file}.lock-of-another`
    await writeFile(claim, typeof content === 'string' ? content : JSON.stringify(content))
    await utimes(claim, renewedAt, renewedAt)
    const opening = fileRevocationStore({ file, clock })
    if (isVoid) await (await opening).close()
    else await expect(opening).rejects.toThrow(/held by another/)
  })

  test('who is killed while it writes its claim has made none', async () => {
    const file = await temporaryFile()
    for (const [name, at] of [
      ['new', new Date()],
      ['old', minuteAgo],
    ] as const) {
      await writeFile(`${file}.claim-${name}`, '')
      await utimes(`${file}.claim-${name}`, at, at)
    }
    await (await fileRevocationStore({ file, clock })).close()
    expect(await readdir(dirname(file))).toEqual([basename(file), `${basename(file)}.claim-new`])
  })

  test.runIf(process.platform === 'linux')(
    'a claim of this pid from an earlier life is void at once',
    async () => {
      const file = await temporaryFile()
      const first = await fileRevocationStore({ file, clock })
      const folder = dirname(file)
      const claim = (await readdir(folder)).find((name) => name.includes('.lock-')) ?? ''
      const own = JSON.parse(await readFile(join(folder, claim), 'utf8')) as { start: string }
      await first.close()
      await writeFile(join(folder, claim), JSON.stringify({ ...own, start: `${own.start}0` }))
      await (await fileRevocationStore({ file, clock })).close()
      expect(await readdir(folder)).toEqual([basename(file)])
      // The same claim with the true start is somebody's who lives.
      await writeFile(join(folder, claim), JSON.stringify(own))
      await expect(fileRevocationStore({ file, clock })).rejects.toThrow(/held by another/)
    },
  )

  test('a store whose claim was removed revokes nothing more and knows nothing', async () => {
    const file = await temporaryFile()
    const store = await fileRevocationStore({ file, clock })
    await store.revoke(token('a'))
    const folder = dirname(file)
    for (const name of await readdir(folder)) {
      if (name.includes('.lock-')) await rm(join(folder, name))
    }
    const before = await readFile(file)
    await expect(store.revoke(token('b'))).rejects.toMatchObject({ code: 'verifier_unavailable' })
    expect(await readFile(file)).toEqual(before)
    expect(store.check(identity({ id: 'a' })).freshness).toBe('unknown')
    await store.close()
  })
})
