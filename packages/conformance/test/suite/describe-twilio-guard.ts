import { CapabilityToken, twilioVerifier } from '@grantline/core/twilio'
import { describe, expect, test } from 'vitest'
import { readLines } from '../../../core/test/fixtures/read-lines.ts'
import { setupOf } from '../../src/setup.ts'
import { bearer } from '../../src/table/row.ts'
import type { Answer } from '../../src/wire.ts'
import { createWorld } from '../../src/world.ts'
import type { StartHost } from '../hosts/host.ts'
import { startFor } from './start-for.ts'

interface Line {
  readonly lib: string
  readonly case: string
  readonly token: string
}

const world = await createWorld()
const NOW = 1_700_000_000
const account = { accountSid: 'AC123', authToken: 'secret', clock: (): number => NOW }

/** One token for the application AP1 of every library whose bytes differ. */
const written = readLines<Line>('twilio/dialects.jsonl').filter((line) => line.case === 'outgoing')

/** A guard whose verifier reads the tokens of Twilio's libraries. */
export function describeTwilioGuard(name: string, start: StartHost): void {
  const ask = async (path: string, token: string): Promise<Answer> => {
    const setup = setupOf(world, { gate: { verifier: twilioVerifier(account) } })
    const host = await startFor(start, setup)
    return host.send({ method: 'POST', path, headers: [bearer(token)] })
  }

  describe(`a guard of ${name} with a verifier of Twilio's tokens`, () => {
    test.each(written)('honours what $lib wrote', async ({ token }) => {
      expect((await ask('/calls/AP123', token)).status).toBe(200)
      const refused = await ask('/calls/AP124', token)
      expect(refused.status).toBe(403)
      expect(JSON.parse(refused.body)).toMatchObject({ required: 'scope:client:outgoing' })
    })

    test('honours ours, and lets nobody in with another account’s or an ended one', async () => {
      const codeOf = async (options: object, ttl = 60): Promise<unknown> => {
        const builder = new CapabilityToken({ ...account, ...options })
        const token = await builder.allowClientOutgoing('AP1').generateToken(ttl)
        const { status, body } = await ask('/calls/AP1', token)
        return status === 200 ? status : (JSON.parse(body) as { code: unknown }).code
      }
      expect(await codeOf({})).toBe(200)
      expect(await codeOf({ accountSid: 'AC124' })).toBe('invalid_token')
      expect(await codeOf({ authToken: 'another' })).toBe('invalid_token')
      expect(await codeOf({ clock: () => NOW - 60 })).toBe('expired_token')
    })
  })
}
