import { parseScope } from '@grantline/core'
import { describe, expect, test } from 'vitest'
import { capabilityWords, shortSid } from '../../src/page/token/capability-words.ts'
import {
  APPLICATION_SID,
  clientIncoming,
  clientOutgoing,
  clientPresence,
  eventStream,
  PRESENCE_EVENTS,
} from '../../src/shared/capabilities.ts'

describe('a capability in words', () => {
  test('says under which name calls come in', () => {
    expect(capabilityWords(clientIncoming({ clientName: 'Alice' }))).toEqual({
      sentence: 'Receive calls as Alice',
      signed: {},
      limits: false,
    })
  })

  test('says through which application calls go out, and what is signed for it', () => {
    const scope = clientOutgoing({
      appSid: APPLICATION_SID,
      appParams: { SignedInAs: 'Alice' },
      clientName: 'Alice',
    })
    expect(capabilityWords(scope)).toEqual({
      sentence: 'Place calls through application AP5f0c…\u20607081, as Alice',
      signed: { SignedInAs: 'Alice' },
      limits: false,
    })
  })

  test('says that the events of one path tell who is here', () => {
    expect(capabilityWords(eventStream({ path: PRESENCE_EVENTS }))).toEqual({
      sentence: 'Hear who is here, through the events of /2010-04-01/Events',
      signed: {},
      limits: false,
    })
  })

  test('says which other events may be heard, and which filters are signed for them', () => {
    const scope = eventStream({
      path: '/2010-04-01/Calls',
      params: { Older: 'a' },
      appParams: { Newer: 'b' },
    })
    expect(capabilityWords(scope)).toEqual({
      sentence: 'Hear the events of /2010-04-01/Calls',
      signed: { Older: 'a', Newer: 'b' },
      limits: false,
    })
  })

  test('shows switched-off presence as a limit', () => {
    expect(capabilityWords(clientPresence({ enabled: 'False' }))).toMatchObject({ limits: true })
  })

  test('names what it does not know instead of hiding it', () => {
    const { sentence } = capabilityWords(parseScope('scope:fax:send?to=Rome'))
    expect(sentence).toBe('Something this page does not know: fax:send')
  })

  test('does not claim a limit for a presence that is not off', () => {
    expect(capabilityWords(parseScope('scope:client:presence?enabled=True')).limits).toBe(false)
  })
})

test('keeps a short SID whole', () => {
  expect(shortSid('AP123')).toBe('AP123')
})
