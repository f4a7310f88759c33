import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bareApp } from '../../src/bare-app.ts'
import { setupOf } from '../../src/setup.ts'
import { createWorld } from '../../src/world.ts'
import { ownHeaders, readResponse } from '../../../core/test/http/host.ts'
import type { RawConnection } from '../../../core/test/http/socket-host.ts'
import { ADAPTERS, connect } from '../hosts/open-server.ts'

const world = await createWorld()
const { tokens } = world

const SEED = 20_261_121
const RUNS = 2000

/** What a header may hold on the wire: no line breaks, no control characters but the tab. */
const character = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...Array.from('Bearer bearer BEARER .-_~+/=,;:"\'\\<>()[]{}@\t DPoP'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0xa0, max: 0xff }).map((code) => String.fromCharCode(code)),
  },
)
const noise = fc.string({ unit: character, maxLength: 40 })
const { good, wide, expired, wrongKey, wrongIssuer, tampered, bound, session } = tokens
const credential = fc.constantFrom(
  good,
  wide,
  session,
  expired,
  wrongKey,
  wrongIssuer,
  tampered,
  bound,
  'abc',
  '',
  'YWxpY2U6',
)
const scheme = fc.constantFrom('Bearer', 'bearer', 'BEARER', 'Basic', 'DPoP', 'Bearers', 'B', '')
const space = fc.constantFrom(' ', '  ', '\t', '', ' \t', ', ', '\u00A0', ':')
const built = fc
  .tuple(scheme, space, credential, fc.oneof(fc.constant(''), noise))
  .map((parts) => parts.join(''))
const wellFormed = credential.map((token) => `bEARER ${token}`)
const values = fc.sample(fc.oneof(built, built, wellFormed, noise), { seed: SEED, numRuns: RUNS })

interface Heard {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Reads an answer as it came over the wire. */
function parse(text: string): Heard {
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 2)]
  })
  return { status: Number(first.slice(9, 12)), headers: ownHeaders(pairs), body }
}

/** Sends a request for every value over one connection, all at once, and reads the answers. */
async function askAll(connection: RawConnection, asked: readonly string[]): Promise<Heard[]> {
  const requests = asked.map(
    (value) => `GET /whoami HTTP/1.1\r\nHost: phone.test\r\nAuthorization: ${value}\r\n\r\n`,
  )
  connection.write(requests.join(''))
  const answers: Heard[] = []
  while (answers.length < asked.length) answers.push(parse(await connection.answer()))
  return answers
}

/** Frameworks write the headers in orders of their own, and their routes spell their own type. */
function told({ status, headers, body }: Heard): unknown {
  if (status === 200) return [status, body]
  return [status, Object.entries(headers).sort(([one], [other]) => one.localeCompare(other)), body]
}

test(`${RUNS} Authorization headers get the same answer everywhere`, async () => {
  const app = bareApp(setupOf(world))
  const hosts = await Promise.all(ADAPTERS.map(([, open]) => open(setupOf(world))))
  const connections = await Promise.all(hosts.map(connect))
  const seen: Record<number, number> = {}
  const differing: unknown[] = []
  for (let at = 0; at < values.length; at += 50) {
    const asked = values.slice(at, at + 50)
    const [express = [], hono = []] = await Promise.all(
      connections.map((connection) => askAll(connection, asked)),
    )
    for (const [place, value] of asked.entries()) {
      const headers = { Authorization: value }
      const bare = await app.fetch(new Request('http://phone.test/whoami', { headers }))
      const expected = await readResponse(bare)
      seen[expected.status] = (seen[expected.status] ?? 0) + 1
      const answers = [express[place], hono[place], expected].map((answer) =>
        JSON.stringify(answer && told(answer)),
      )
      if (new Set(answers).size > 1) differing.push([value, ...answers])
    }
  }
  expect(differing).toEqual([])
  expect(hosts.flatMap(({ errors }) => errors)).toEqual([])
  // The seed makes all three kinds, each many times.
  expect(Object.keys(seen)).toEqual(['200', '400', '401'])
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50)
})
