import { expect, test } from 'vitest'
import { tableRows } from '../src/guide/tables.ts'
import { runSnippet } from '../src/run/run-snippet.ts'
import { guide } from './guide.ts'

const rows = tableRows(guide, 'refused').map(([call = '', error = '']) => ({
  call: call.replaceAll('`', ''),
  error: error.replaceAll('`', ''),
}))

const given = `
  import { AccessToken, CapabilityToken, chatGrant, videoGrant, voiceGrant } from '@grantline/core/twilio'
  const [ac, sk, secret] = ['AC123', 'SK123', 'secret']
  const capability = new CapabilityToken({ accountSid: ac, authToken: secret })
  const access = new AccessToken({ accountSid: ac, keySid: sk, secret, identity: 'alice' })
  const outcome = async (call) => {
    try {
      await call()
      return 'taken'
    } catch (error) {
      return error.name
    }
  }
`

async function outcomeOf(call: string): Promise<unknown> {
  const [outcome] = await runSnippet(`${given}; console.log(await outcome(() => ${call}))`)
  return outcome
}

test.each(rows)('the guide is right that $call is a $error', async ({ call, error }) => {
  expect(await outcomeOf(call)).toBe(error)
})

// The counterparts: what is wrong with those calls is the one thing that the table says.
test.each([
  'capability.generateToken(1)',
  'capability.generateToken(86_400)',
  "capability.allowClientIncoming('Alice_Smith')",
  "capability.allowClientOutgoing('AP123', { a: 'c' })",
  "new CapabilityToken({ accountSid: 'AC123', authToken: ' ' })",
  'new AccessToken({ accountSid: ac, keySid: sk, secret })',
  "voiceGrant({ outgoingApplicationSid: 'AP123', outgoingParams: { Foo: 'Bar' } })",
  "chatGrant({ serviceSid: 'IS123' })",
  'access.addGrant(videoGrant()).addGrant(voiceGrant())',
  'access.addGrant(voiceGrant({ incomingAllow: true }))',
])('%s is taken', async (call) => {
  expect(await outcomeOf(call)).toBe('taken')
})
