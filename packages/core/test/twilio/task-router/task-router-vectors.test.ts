import { expect, test } from 'vitest'
import { TaskRouterCapability } from '../../../src/twilio/task-router/task-router-capability.ts'
import { readLines } from '../../fixtures/read-lines.ts'

const WORKSPACE = 'https://taskrouter.twilio.com/v1/Workspaces/WS123'
const kinds = {
  workspace: {},
  worker: { workerSid: 'WK123' },
  taskqueue: { taskQueueSid: 'WQ123' },
} as const

type Kind = keyof typeof kinds
type Claims = Record<string, unknown> & { readonly policies: readonly Record<string, unknown>[] }

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims
}

interface Line {
  readonly type: string
  readonly case: string
  /** The last is a note about how the line was made. */
  readonly calls: readonly [{ readonly kind: Kind }, ...string[]]
  readonly accountSid: string
  readonly secret: string
  readonly now: number
  readonly ttl: number | null
  readonly payload: Claims
}

const steps: Readonly<Record<string, (capability: TaskRouterCapability) => unknown>> = {
  fetch_sub: (capability) => capability.allowFetchSubresources(),
  update: (capability) => capability.allowUpdates(),
  update_sub: (capability) => capability.allowUpdatesSubresources(),
  delete: (capability) => capability.allowDelete(),
  delete_sub: (capability) => capability.allowDeleteSubresources(),
  activity_updates: (capability) => capability.allowActivityUpdates(),
  reservation_updates: (capability) => capability.allowReservationUpdates(),
  generate: (capability) => capability.generateToken(),
  deny: (capability) =>
    capability.addPolicy({ url: `${WORKSPACE}/**`, method: 'DELETE', allow: false }),
  filters: (capability) =>
    capability.addPolicy({
      url: WORKSPACE,
      method: 'POST',
      queryFilter: { a: { required: false } },
      postFilter: { b: { required: true } },
    }),
}

function step(name: string): (capability: TaskRouterCapability) => unknown {
  const found = steps[name]
  if (found === undefined) throw new Error(`no step for the call ${name}`)
  return found
}

// The Node library signs a deny as an allow; in ours it stays a deny.
function expectedPolicies(line: Line): readonly unknown[] {
  const { policies } = line.payload
  if (line.case !== 'custom-deny') return policies
  return [...policies.slice(0, -1), { ...policies.at(-1), allow: false }]
}

const lines = readLines<Line>('twilio/access-node.jsonl').filter(
  ({ type }) => type === 'taskrouter',
)

test('the fixture has the cases of all three kinds', () => {
  expect(lines).toHaveLength(16)
  expect(new Set(lines.map(({ calls }) => calls[0].kind))).toEqual(new Set(Object.keys(kinds)))
})

test.each(lines)('gives the policies and claims of $case', async (line) => {
  const [{ kind }, ...names] = line.calls
  const capability = new TaskRouterCapability({
    accountSid: line.accountSid,
    authToken: line.secret,
    workspaceSid: 'WS123',
    ...kinds[kind],
    clock: () => line.now,
  })
  for (const name of names.slice(0, -1)) await step(name)(capability)
  const token = await capability.generateToken(line.ttl ?? undefined)
  const { policies: _theirs, iat: _iat, ...theirs } = line.payload
  const { policies, ...claims } = claimsOf(token)
  expect(JSON.stringify(policies)).toBe(JSON.stringify(expectedPolicies(line)))
  expect(claims).toEqual({ ...theirs, friendly_name: line.payload['channel'] })
})
