import { describe, expect, test } from 'vitest'
import {
  createMinter,
  createVerifier,
  defineCapability,
  exact,
  generateKey,
  memoryReplayStore,
  type Grant,
} from '../../src/index.ts'

const dial = defineCapability('client:outgoing', { appSid: exact() })
const capabilities = [dial({ appSid: 'AP1' })]
const keys = await generateKey('HS256')
let now = 1_800_000_000.25
const clock = (): number => now
const minter = createMinter({ issuer: 'i', keys, clock, capabilities: [dial] })
const verifier = createVerifier({
  issuer: 'i',
  keys,
  clock,
  replay: memoryReplayStore({ clock }),
})

async function parentOf(ttl: number): Promise<Grant> {
  return verifier.verify(
    (await minter.mint({ subject: 'alice', session: 's', capabilities, ttl })).token,
  )
}

describe('a child that is good for one use', () => {
  test('is as old as itself, lives thirty seconds and is used once', async () => {
    now = 1_800_000_000.25
    const parent = await parentOf(900)
    now += 60.5
    const { token, expiresIn } = await minter.attenuate(parent, { capabilities, singleUse: true })
    expect(expiresIn).toBe(30)
    const ticket = await verifier.verify(token)
    expect(ticket).toMatchObject({
      subject: 'alice',
      session: 's',
      rootId: parent.id,
      issuedAt: 1_800_000_060.75,
      expiresAt: 1_800_000_091,
    })
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'replayed_token' })
    await expect(minter.attenuate(ticket, { capabilities })).rejects.toMatchObject({
      code: 'not_narrower',
    })
  })

  test('does not outlive its parent', async () => {
    const parent = await parentOf(10)
    const { expiresAt } = await minter.attenuate(parent, { capabilities, singleUse: true })
    expect(expiresAt).toBe(parent.expiresAt)
  })

  test('may live shorter, never longer', async () => {
    const parent = await parentOf(900)
    const ticketOf = async (ttl: number): Promise<number> =>
      (await minter.attenuate(parent, { capabilities, singleUse: true, ttl })).expiresIn
    expect(await ticketOf(5)).toBe(5)
    expect(await ticketOf(30)).toBe(30)
    await expect(ticketOf(31)).rejects.toThrow(RangeError)
    await expect(ticketOf(0)).rejects.toThrow(RangeError)
  })

  test('is asked for with true only', async () => {
    const parent = await parentOf(900)
    const wrong = minter.attenuate(parent, { capabilities, singleUse: 1 as never })
    await expect(wrong).rejects.toThrow(/"singleUse"/)
    const { token } = await minter.attenuate(parent, { capabilities, singleUse: false })
    const child = await verifier.verify(token)
    expect(child.claims).not.toHaveProperty('once')
    expect(child.issuedAt).toBe(parent.issuedAt)
  })
})
