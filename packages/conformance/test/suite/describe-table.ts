import { describe, expect, onTestFinished, test } from 'vitest'
import { setupOf } from '../../src/setup.ts'
import type { ExpectedAnswer, Row } from '../../src/table/row.ts'
import { tableOf } from '../../src/table/table.ts'
import type { Answer, Sent } from '../../src/wire.ts'
import { createWorld } from '../../src/world.ts'
import type { StartHost } from '../hosts/host.ts'

const world = await createWorld()

/** Which rows a host is asked for. */
export type Applies = (row: Row) => boolean

/** Behind what reads bodies: a guard reads none, so what it is set up for makes no difference there. */
export const readsBody: Applies = ({ setup }) => setup?.gate === undefined

/** Asks a host of its own for every row of the table. */
export function describeTable(name: string, start: StartHost, applies: Applies = () => true): void {
  describeRows(name, applies, async (row) => {
    const host = await start(setupOf(world, row.setup))
    onTestFinished(() => host.close())
    await askRow(row, (sent) => host.send(sent))
    expect(host.errors).toEqual([])
  })
}

/** Makes a test of every row, under what it is about. */
export function describeRows(
  name: string,
  applies: Applies,
  ask: (row: Row, place: number) => Promise<void>,
): void {
  let place = 0
  for (const [about, rows] of Object.entries(tableOf(world))) {
    const placed = rows.map((row): [string, Row, number] => [row.title, row, place++])
    const asked = placed.filter(([, row]) => applies(row))
    describe(`${about} of ${name}`, () => {
      test.each(asked)('%s', (_title, row, at) => ask(row, at))
    })
  }
}

/** Sends what a row says and compares the answers, byte for byte where it says so. */
export async function askRow(
  { before = [], send, answer }: Row,
  ask: (sent: Sent) => Promise<Answer>,
): Promise<void> {
  const answers: Answer[] = []
  for (const step of [...before, { send, answer }]) {
    const sent = typeof step.send === 'function' ? step.send(answers) : step.send
    const answered = await ask(sent)
    expectAnswer(answered, step.answer)
    answers.push(answered)
  }
}

/** Compares an answer with what is expected of it. */
export function expectAnswer(answer: Answer, expected: ExpectedAnswer): void {
  const { status, headers } = answer
  const body: unknown = answer.body === '' ? '' : JSON.parse(answer.body)
  expect({ status, headers, body }).toEqual(matching(expected))
}

/** The same value with a matcher for every regular expression. */
function matching(value: unknown): unknown {
  if (value instanceof RegExp) return expect.stringMatching(value)
  if (Array.isArray(value)) return value.map(matching)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, matching(each)]))
}
