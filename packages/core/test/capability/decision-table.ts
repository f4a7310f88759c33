import {
  atLeast,
  atMost,
  carried,
  carriedForm,
  defineCapability,
  exact,
  oneOf,
  optional,
  path,
  type Definition,
} from '../../src/index.ts'
import type { DecisionReason } from '../../src/index.ts'

// How requests are decided and what is narrower than what, as data: one test runs every row, another
// one holds the tables of docs/scopes.md to it.

const enter = defineCapability('room:enter', { room: path() })
const join = defineCapability('room:join', {
  room: path(),
  role: optional(oneOf(['viewer', 'speaker', 'host'])),
})
const charge = defineCapability('pay:charge', { amount: atMost() })
const buy = defineCapability('shop:buy', { age: optional(atLeast()) })
const dial = defineCapability('client:outgoing', {
  appSid: exact(),
  appParams: optional(carriedForm()),
  clientName: optional(carried()),
})

export const definitions: readonly Definition[] = [enter, join, charge, buy, dial]

/** One line of the table of decisions. */
export interface DecisionRow {
  /** The scopes of the grant, without their `scope:`. */
  readonly granted: readonly string[]
  /** The name of the definition that is asked, where no scope tells it. */
  readonly name?: string
  readonly asked: Readonly<Record<string, string | number>>
  readonly answer: 'allowed' | DecisionReason
  readonly why?: string
}

export const decisions: readonly DecisionRow[] = [
  {
    granted: ['room:enter?room=acme/**'],
    asked: { room: 'acme/1/x' },
    answer: 'allowed',
    why: '`**` is any depth',
  },
  {
    granted: ['room:enter?room=acme/**'],
    asked: { room: 'acme' },
    answer: 'mismatch',
    why: '`**` is one segment at least',
  },
  {
    granted: ['room:enter?room=acme/**'],
    asked: { room: 'acmeevil/1' },
    answer: 'mismatch',
    why: 'segments are compared whole',
  },
  {
    granted: ['room:enter?room=acme/**'],
    asked: { room: 'acme/../evil' },
    answer: 'unsafe_path',
    why: 'other readers would leave `acme`',
  },
  {
    granted: ['room:enter?room=acme/**'],
    asked: { room: 'acme/' },
    answer: 'unsafe_path',
    why: 'the last segment is empty',
  },
  {
    granted: ['room:enter?room=acme/**'],
    asked: { room: 'acme/**' },
    answer: 'allowed',
    why: 'a room of that odd name',
  },
  { granted: ['room:enter?room=acme/*'], asked: { room: 'acme/1' }, answer: 'allowed' },
  {
    granted: ['room:enter?room=acme/*'],
    asked: { room: 'acme/1/2' },
    answer: 'mismatch',
    why: '`*` is exactly one segment',
  },
  {
    granted: ['room:enter?room=acme/*/desk'],
    asked: { room: 'acme/1/desk' },
    answer: 'allowed',
    why: 'read, though not made by `under` or `any`',
  },
  {
    granted: ['room:enter?room=acme/**/desk'],
    asked: { room: 'acme/1/desk' },
    answer: 'malformed_grant',
    why: '`**` stands last or nowhere',
  },
  {
    granted: ['room:enter?room=acme*'],
    asked: { room: 'acme1' },
    answer: 'mismatch',
    why: 'a `*` inside a segment is a letter',
  },
  {
    granted: ['room:enter?room=a'],
    asked: { room: '*' },
    answer: 'mismatch',
    why: 'a request is always literal',
  },
  { granted: ['room:enter?room=a'], asked: { room: 'A' }, answer: 'mismatch', why: 'case counts' },
  { granted: ['room:enter?room=acme/1'], asked: {}, answer: 'missing_argument' },
  {
    granted: ['room:enter?room=acme/1'],
    asked: { room: 'acme/1', role: 'host' },
    answer: 'malformed_request',
    why: 'no parameter of that name',
  },
  {
    granted: ['room:enter?room=%zz', 'room:enter?room=a'],
    asked: { room: 'a' },
    answer: 'allowed',
    why: 'the malformed one is in `grant.rejected`',
  },
  {
    granted: ['room:enter?rooom=a'],
    asked: { room: 'a' },
    answer: 'unknown_param',
    why: 'an older definition must not overlook a newer constraint',
  },
  {
    granted: ['room:join?room=a'],
    name: 'room:enter',
    asked: { room: 'a' },
    answer: 'no_candidate',
    why: 'another capability',
  },
  {
    granted: ['room:join?room=a'],
    asked: { room: 'a', role: 'host' },
    answer: 'allowed',
    why: 'an absent `role` is not constrained',
  },
  {
    granted: ['room:join?room=a'],
    asked: { room: 'a' },
    answer: 'missing_argument',
    why: 'even where the grant leaves it free',
  },
  {
    granted: ['room:join?room=a&role=host', 'room:join?room=b&role=viewer'],
    asked: { room: 'a', role: 'viewer' },
    answer: 'mismatch',
    why: 'parameters of two are never mixed',
  },
  {
    granted: ['room:join?room=a&role=host,viewer'],
    asked: { room: 'a', role: 'viewer' },
    answer: 'allowed',
    why: 'words are read in any order',
  },
  {
    granted: ['room:join?room=a&role=viewer'],
    asked: { room: 'a', role: 'guest' },
    answer: 'malformed_request',
    why: 'no word of the definition',
  },
  {
    granted: ['room:join?room=a&role=viewer,guest'],
    asked: { room: 'a', role: 'viewer' },
    answer: 'malformed_grant',
    why: 'a newer word, unknown here',
  },
  { granted: ['pay:charge?amount=500'], asked: { amount: 501 }, answer: 'mismatch' },
  { granted: ['pay:charge?amount=500'], asked: { amount: 500 }, answer: 'allowed' },
  {
    granted: ['pay:charge?amount=500'],
    asked: { amount: '5e2' },
    answer: 'malformed_request',
    why: 'a number, not its text',
  },
  { granted: ['pay:charge?amount=500'], asked: { amount: '' }, answer: 'malformed_request' },
  {
    granted: ['pay:charge?amount=500'],
    asked: { amount: -1 },
    answer: 'malformed_request',
    why: 'below every bound, but no amount',
  },
  {
    granted: ['pay:charge?amount=5e2'],
    asked: { amount: 1 },
    answer: 'malformed_grant',
    why: 'plain digits only',
  },
  { granted: ['pay:charge?amount='], asked: { amount: 0 }, answer: 'malformed_grant' },
  { granted: ['shop:buy?age=18'], asked: { age: 17 }, answer: 'mismatch' },
  { granted: ['shop:buy?age=18'], asked: { age: 18 }, answer: 'allowed' },
  {
    granted: ['client:outgoing?appSid=AP1&clientName=Al'],
    asked: { appSid: 'AP1' },
    answer: 'allowed',
    why: 'carried data is never compared',
  },
  {
    granted: ['client:outgoing?appSid=AP1&clientName=Al'],
    asked: { appSid: 'AP1', clientName: 'Al' },
    answer: 'malformed_request',
    why: 'carried data is not part of a request',
  },
  {
    granted: ['client:outgoing?appSid=AP1&appParams=%25zz'],
    asked: { appSid: 'AP1' },
    answer: 'malformed_grant',
    why: 'but it has to be readable',
  },
]

/** One line of the table of what is narrower. */
export interface NarrowRow {
  /** Without their `scope:`. */
  readonly parent: string
  readonly child: string
  readonly answer: boolean
  readonly why?: string
}

export const narrowings: readonly NarrowRow[] = [
  { parent: 'room:enter?room=acme/**', child: 'room:enter?room=acme/*', answer: true },
  { parent: 'room:enter?room=acme/**', child: 'room:enter?room=acme/1/**', answer: true },
  {
    parent: 'room:enter?room=acme/**',
    child: 'room:enter?room=acme/**',
    answer: true,
    why: 'equal is narrow enough',
  },
  { parent: 'room:enter?room=acme/**', child: 'room:enter?room=**', answer: false },
  {
    parent: 'room:enter?room=acme/**',
    child: 'room:enter?room=acme',
    answer: false,
    why: 'not below `acme`',
  },
  { parent: 'room:enter?room=acme/*', child: 'room:enter?room=acme/**', answer: false },
  { parent: 'room:enter?room=*', child: 'room:enter?room=**', answer: false },
  { parent: 'room:enter?room=acme/1', child: 'room:enter?room=acme/*', answer: false },
  {
    parent: 'room:enter?room=a',
    child: 'room:join?room=a',
    answer: false,
    why: 'another capability',
  },
  {
    parent: 'room:join?room=acme/**',
    child: 'room:join?room=acme/1&role=viewer',
    answer: true,
    why: 'a constraint may be added',
  },
  {
    parent: 'room:join?room=acme/1&role=viewer',
    child: 'room:join?room=acme/1',
    answer: false,
    why: 'and never dropped',
  },
  {
    parent: 'room:join?room=a&role=viewer,host',
    child: 'room:join?room=a&role=host',
    answer: true,
  },
  {
    parent: 'room:join?room=a&role=host',
    child: 'room:join?room=a&role=viewer,host',
    answer: false,
  },
  {
    parent: 'room:join?room=a&minutes=5',
    child: 'room:join?room=a',
    answer: false,
    why: 'the parent says something unknown',
  },
  { parent: 'pay:charge?amount=500', child: 'pay:charge?amount=499', answer: true },
  { parent: 'pay:charge?amount=500', child: 'pay:charge?amount=501', answer: false },
  { parent: 'shop:buy?age=18', child: 'shop:buy?age=21', answer: true },
  { parent: 'shop:buy?age=18', child: 'shop:buy?age=17', answer: false },
  { parent: 'shop:buy', child: 'shop:buy?age=18', answer: true },
  { parent: 'client:outgoing?appSid=AP1', child: 'client:outgoing?appSid=AP2', answer: false },
  {
    parent: 'client:outgoing?appSid=AP1',
    child: 'client:outgoing?appSid=AP1&appParams=admin%3D1',
    answer: false,
    why: 'the service would take it for signed by you',
  },
  {
    parent: 'client:outgoing?appSid=AP1&appParams=admin%3D0',
    child: 'client:outgoing?appSid=AP1',
    answer: false,
    why: 'carried data is kept as it is',
  },
  {
    parent: 'client:outgoing?appSid=AP1&appParams=admin%3D0',
    child: 'client:outgoing?appSid=AP1&appParams=admin%3D0',
    answer: true,
  },
]

type Table = readonly (readonly string[])[]

/** The table of decisions as the cells of its Markdown. */
export function decisionCells(): Table {
  const rows = decisions.map((row) => [
    row.granted.map(code).join(' and '),
    askedCell(row),
    (row.answer === 'allowed' ? row.answer : `denied, ${code(row.answer)}`) + because(row.why),
  ])
  return [['granted', 'asked', 'answer'], ...rows]
}

function askedCell({ name, asked }: DecisionRow): string {
  const values = Object.entries(asked).map(([param, value]) => code(`${param}: ${literal(value)}`))
  const request = values.length === 0 ? 'nothing' : values.join(', ')
  return name === undefined ? request : `${code(name)} with ${request}`
}

/** The table of what is narrower as the cells of its Markdown. */
export function narrowingCells(): Table {
  const rows = narrowings.map(({ parent, child, answer, why }) => [
    code(parent),
    code(child),
    (answer ? 'narrower' : 'refused') + because(why),
  ])
  return [['parent', 'child', 'answer'], ...rows]
}

function because(why: string | undefined): string {
  return why === undefined ? '' : `: ${why}`
}

function code(text: string): string {
  return `\`${text}\``
}

function literal(value: string | number): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
