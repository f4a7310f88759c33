import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FRAMEWORKS, guardedNamed, guardsOf } from '../src/http/guarded/all.ts'
import { listen } from '../src/http/listen.ts'
import { heardKey, tellKey } from '../src/http/task.ts'
import { makeKeys, signToken, type Alg } from '../src/keys.ts'
import { APP_SID, claimsWith, headerFor, oneToken, twoScopes } from '../src/work.ts'

const guards = (await Promise.all(FRAMEWORKS.map(guardsOf))).flat()
const cases = (['HS256', 'ES256'] as const).flatMap((alg) =>
  guards.map((guarded) => {
    return { ...guarded, alg, title: `${guarded.framework}: ${guarded.name}, ${alg}` }
  }),
)
const pairs: Partial<Record<Alg, ReturnType<typeof makeKeys>>> = {
  HS256: makeKeys('HS256'),
  ES256: makeKeys('ES256'),
}

function keysOf(alg: Alg): ReturnType<typeof makeKeys> {
  const keys = pairs[alg]
  if (keys === undefined) throw new RangeError(`no keys of ${alg}`)
  return keys
}

describe.each(cases)('$title', ({ alg, make, kind }) => {
  const keys = keysOf(alg)
  const claims = claimsWith(twoScopes('alice'))
  let origin = ''
  let close = () => {}

  beforeAll(async () => {
    const server = await listen(await make(heardKey(tellKey(keys))))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    close = () => server.close().closeAllConnections()
  })
  afterAll(() => close())

  const statusOf = async (token?: string, app = APP_SID): Promise<number> => {
    const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(`${origin}/calls/${app}`, { headers })
    await response.arrayBuffer()
    return response.status
  }

  test('lets in whoever may dial, each time', async () => {
    const token = oneToken(keys)
    expect([await statusOf(token), await statusOf(token)]).toEqual([200, 200])
  })

  if (kind === 'bare') return

  test.each([
    ['no token', undefined],
    ['another signature', `${oneToken(keys).slice(0, -8)}AAAAAAAA`],
    ['an expired token', signToken(keys, headerFor(keys), { ...claims, exp: 1000 })],
    [
      'another issuer',
      signToken(keys, headerFor(keys), { ...claims, iss: 'https://else.example' }),
    ],
    [
      'another audience',
      signToken(keys, headerFor(keys), { ...claims, aud: 'https://else.example' }),
    ],
  ])('refuses %s', async (_what, token) => {
    expect(await statusOf(token)).toBe(401)
  })

  test('refuses whoever may dial another application only', async () => {
    const scope = twoScopes('alice').replace(APP_SID, 'AP0')
    expect(await statusOf(signToken(keys, headerFor(keys), claimsWith(scope)))).toBe(403)
  })
})

test('a server is found by its name', async () => {
  for (const guarded of guards) {
    expect(await guardedNamed(guarded.framework, guarded.name)).toBe(guarded)
  }
  await expect(guardedNamed('express', 'none')).rejects.toThrow(RangeError)
})
