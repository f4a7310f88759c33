import {
  createMinter,
  createVerifier,
  generateKey,
  type Grant,
  type ScopeUri,
} from '@grantline/core'
import { expect, test } from 'vitest'
import type { Line } from '../../src/server/line.ts'
import { createSwitchboard } from '../../src/server/switchboard.ts'
import {
  clientIncoming,
  clientPresence,
  eventStream,
  PRESENCE_EVENTS,
} from '../../src/shared/capabilities.ts'
import type { ServerMessage } from '../../src/shared/protocol.ts'
import { createManualTimers } from './manual-timers.ts'

const keys = await generateKey('EdDSA')
const minter = createMinter({ issuer: 'test', keys })
const verifier = createVerifier({ issuer: 'test', keys })

async function grantOf(...capabilities: readonly ScopeUri[]): Promise<Grant> {
  return await verifier.verify((await minter.mint({ capabilities })).token)
}

const HEARS_PEOPLE = eventStream({ path: PRESENCE_EVENTS })

interface TestLine extends Line {
  readonly heard: readonly ServerMessage[]
  replace(grant: Grant): void
}

function createLine(id: string, grant: Grant): TestLine {
  const heard: ServerMessage[] = []
  let current = grant
  return {
    id,
    session: `session of ${id}`,
    heard,
    grant: () => current,
    replace: (next) => void (current = next),
    send: (message) => void heard.push(message),
  }
}

function namesHeard({ heard }: TestLine): readonly (readonly string[])[] {
  return heard.flatMap((message) => (message.type === 'presence' ? [message.names] : []))
}

test('takes the name away from a line whose fresh token does not hold it', async () => {
  const { setTimer } = createManualTimers()
  const switchboard = createSwitchboard(setTimer)
  const alice = createLine(
    'alice',
    await grantOf(clientIncoming({ clientName: 'Alice' }), HEARS_PEOPLE),
  )
  const bob = createLine('bob', await grantOf(clientIncoming({ clientName: 'Bob' })))
  for (const [line, clientName] of [
    [alice, 'Alice'],
    [bob, 'Bob'],
  ] as const) {
    switchboard.connect(line)
    switchboard.receive(line.id, { type: 'register', clientName })
  }
  const order = {
    session: alice.session,
    connection: alice.id,
    from: 'Alice',
    ring: 'Bob',
    params: {},
  }
  const first = switchboard.dial(order)
  const callId = 'callId' in first ? first.callId : ''

  bob.replace(await grantOf())
  switchboard.renewed(bob.id)
  expect(bob.heard.slice(-2)).toEqual([
    { type: 'ended', callId, reason: 'unknown' },
    {
      type: 'refused',
      of: 'register',
      code: 'insufficient_capability',
      title: 'The new token does not allow to be called under this name.',
      required: 'scope:client:incoming?clientName=Bob',
    },
  ])
  expect(alice.heard.at(-1)).toEqual({ type: 'presence', names: [] })
  switchboard.receive(bob.id, { type: 'accept', callId })
  expect(bob.heard.at(-1)).toEqual({ type: 'ended', callId, reason: 'unknown' })

  switchboard.receive(alice.id, { type: 'hang_up', callId })
  expect(switchboard.dial(order)).toEqual({
    refused: { code: 'not_available', title: 'Bob is not here.' },
  })
})

test.each([
  ['no event stream', []],
  ['that of another path', [eventStream({ path: '/2010-04-01/Calls' })]],
  ['presence switched off', [HEARS_PEOPLE, clientPresence({ enabled: 'False' })]],
])('does not tell a line with %s who is here', async (_what, capabilities) => {
  const switchboard = createSwitchboard(createManualTimers().setTimer)
  const lines = [
    createLine('alice', await grantOf(clientIncoming({ clientName: 'Alice' }), ...capabilities)),
    createLine('bob', await grantOf(clientIncoming({ clientName: 'Bob' }), HEARS_PEOPLE)),
  ] as const
  const [alice, bob] = lines
  for (const line of lines) switchboard.connect(line)
  switchboard.receive(alice.id, { type: 'register', clientName: 'Alice' })
  switchboard.receive(bob.id, { type: 'register', clientName: 'Bob' })
  expect(namesHeard(alice)).toEqual([])
  expect(namesHeard(bob)).toHaveLength(1)
})

test('shows a line that is not told who is here, unless its presence is off', async () => {
  const switchboard = createSwitchboard(createManualTimers().setTimer)
  const alice = createLine(
    'alice',
    await grantOf(clientIncoming({ clientName: 'Alice' }), HEARS_PEOPLE),
  )
  const carol = createLine('carol', await grantOf(clientIncoming({ clientName: 'Carol' })))
  const ghost = createLine(
    'ghost',
    await grantOf(clientIncoming({ clientName: 'Ghost' }), clientPresence({ enabled: 'False' })),
  )
  for (const [line, clientName] of [
    [carol, 'Carol'],
    [ghost, 'Ghost'],
    [alice, 'Alice'],
  ] as const) {
    switchboard.connect(line)
    switchboard.receive(line.id, { type: 'register', clientName })
  }
  expect(namesHeard(alice)).toEqual([['Carol']])
})

test('stops telling a line whose fresh token has no event stream, until one has it again', async () => {
  const switchboard = createSwitchboard(createManualTimers().setTimer)
  const hears = await grantOf(clientIncoming({ clientName: 'Alice' }), HEARS_PEOPLE)
  const alice = createLine('alice', hears)
  const bob = createLine('bob', await grantOf(clientIncoming({ clientName: 'Bob' })))
  switchboard.connect(alice)
  switchboard.connect(bob)
  switchboard.receive(alice.id, { type: 'register', clientName: 'Alice' })

  alice.replace(await grantOf(clientIncoming({ clientName: 'Alice' })))
  switchboard.renewed(alice.id)
  switchboard.receive(bob.id, { type: 'register', clientName: 'Bob' })
  expect(namesHeard(alice)).toEqual([[]])
  switchboard.disconnect(bob.id, 'left')

  // Nobody is here, as before; the page may have shown it, but it was not told meanwhile.
  alice.replace(hears)
  switchboard.renewed(alice.id)
  expect(namesHeard(alice)).toEqual([[], []])
})

test('is silent once it has stopped', async () => {
  const timers = createManualTimers()
  const switchboard = createSwitchboard(timers.setTimer)
  const alice = createLine('alice', await grantOf(clientIncoming({ clientName: 'Alice' })))
  const bob = createLine('bob', await grantOf(clientIncoming({ clientName: 'Bob' })))
  switchboard.connect(alice)
  switchboard.connect(bob)
  switchboard.receive(bob.id, { type: 'register', clientName: 'Bob' })
  switchboard.dial({
    session: alice.session,
    connection: undefined,
    from: 'Alice',
    ring: 'Bob',
    params: {},
  })
  expect(timers.running(30)).toBe(1)
  const heard = alice.heard.length
  switchboard.stop()
  switchboard.disconnect(bob.id, 'left')
  expect(timers.running(30)).toBe(0)
  expect(alice.heard).toHaveLength(heard)
})
