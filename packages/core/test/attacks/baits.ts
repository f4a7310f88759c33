import { expect } from 'vitest'
import { createVerifier, importKey } from '../../src/index.ts'
import { publicHalf } from '../../src/crypto/jws-parameters.ts'
import { readTestKey } from '../fixtures/read-keys.ts'
import { CLAIMS, expectRefusal, handMade, HEADER, NOW, verdict } from './hand.ts'

/** The attacker's key, under the name of one that is trusted. */
export const attacker: object = {
  ...publicHalf(readTestKey('ed25519').jwk),
  kid: 'trusted',
  alg: 'EdDSA',
}

/** What the attacker, who holds another key and a server, puts into the header. */
function baits(url: string): readonly object[] {
  const certificate = readTestKey('ed25519').certificate.replaceAll(/-----[^-]+-----|\s/g, '')
  return [
    { jwk: attacker },
    { jwk: readTestKey('ed25519').jwk },
    { jku: `${url}/jku` },
    { x5u: `${url}/x5u` },
    { x5c: [certificate] },
    { x5t: 'AAAA', 'x5t#S256': 'AAAA' },
    { jwk: attacker, jku: `${url}/jku`, x5u: `${url}/x5u`, x5c: [certificate] },
    { iss: `${url}/iss`, jwks_uri: `${url}/jwks_uri`, issuer: url },
  ]
}

/** Nothing of it makes the attacker's signature good, nor a good one bad. */
export async function expectNoBaitTaken(url: string): Promise<void> {
  const keys = await importKey(
    { alg: 'EdDSA', jwk: publicHalf(readTestKey('ed25519-other').jwk) },
    { kid: 'trusted' },
  )
  const clock = (): number => NOW
  const verifier = createVerifier({ issuer: 'issuer', keys, maxTokenBytes: 20_000, clock })
  const header = { ...HEADER, alg: 'EdDSA', kid: 'trusted' }
  const honest = readTestKey('ed25519-other').jwk
  const world = { verifier, control: handMade(header, CLAIMS, 'EdDSA', honest) }
  for (const bait of baits(url)) {
    const forge = (members: object): string =>
      handMade({ ...header, ...members, ...bait }, CLAIMS, 'EdDSA', readTestKey('ed25519').jwk)
    // One after the other: a token is judged between its controls.
    // oxlint-disable no-await-in-loop
    await expectRefusal(world, forge({}), 'signature')
    await expectRefusal(world, forge({ kid: undefined }), 'signature')
    await expectRefusal(world, forge({ kid: 'attacker' }), 'key')
    // The control: the same header under the signature of the trusted key is merely ignored.
    const ignored = handMade({ ...header, ...bait }, CLAIMS, 'EdDSA', honest)
    expect(await verdict(verifier, ignored)).toBe('accepted')
  }
}
