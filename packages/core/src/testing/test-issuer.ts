import { encodeText, decodeText } from '#crypto'
import type { Definition } from '../capability/define.ts'
import { exportJwk } from '../key/export.ts'
import { generateKey } from '../key/generate.ts'
import { createKeyRing, type KeyRing } from '../key/ring.ts'
import { rejectUnknownOptions } from '../options.ts'
import { memoryRevocationStore } from '../revocation/memory-store.ts'
import { memoryReplayStore } from '../revocation/replay-store.ts'
import { createMinter, type MintedToken, type Minter } from '../token/mint.ts'
import type { MintRequest } from '../token/mint-claims.ts'
import type { RevocationStore } from '../token/revocation-store.ts'
import { createVerifier } from '../token/verify.ts'
import type { Verifier } from '../token/verifier.ts'
import { createTestClock, type TestClock } from './test-clock.ts'

/** Settings of {@link testIssuer}. */
export interface TestIssuerOptions {
  /**
   * Where the clock starts, NumericDate.
   *
   * @default the system's time
   */
  readonly now?: number
  /** @default 'https://issuer.test' */
  readonly issuer?: string
  /**
   * The `aud` claim, minted and asked for.
   *
   * @default no audience
   */
  readonly audience?: string
  /**
   * The definitions that `minter.attenuate` goes by.
   *
   * @default none
   */
  readonly capabilities?: readonly Definition[]
}

/** Tokens that a guard must refuse, each for one reason; a request says what they allow. */
export interface TestTokens {
  /** Its life is over: `expired_token`. */
  expired(request?: Partial<MintRequest>): Promise<string>
  /** Signed by a key that the verifier does not have, under the name of one it has. */
  wrongKey(request?: Partial<MintRequest>): Promise<string>
  /** Its claims were changed after it was signed. */
  tampered(request?: Partial<MintRequest>): Promise<string>
  /** Revoked by its id: `revoked_token`. */
  revoked(request?: Partial<MintRequest>): Promise<string>
}

/** A whole issuer for tests, everything in it real but the time. */
export interface TestIssuer {
  readonly issuer: string
  readonly minter: Minter
  /** Asks `revocation`, too, and counts the uses of single-use tokens. */
  readonly verifier: Verifier
  readonly keys: KeyRing
  /** Stands still until it is told to move; all parts go by it. */
  readonly clock: TestClock
  /** Revoking moves the clock on by a millisecond, so that the next token is minted after it. */
  readonly revocation: RevocationStore
  readonly tokens: TestTokens
}

const HOUR = 3600

/**
 * Makes an issuer for tests of your own code: a real minter, verifier, key ring and revocation store
 * over a key in memory and a clock that you move. Nothing of the guard is a mock.
 *
 * @throws {TypeError} for an unknown option or an instant that is no number
 *
 * @example
 * ```ts
 * const { minter, verifier, clock, tokens } = await testIssuer({ now: 1_700_000_000 })
 * const { token } = await minter.mint({ subject: 'alice', capabilities: [], ttl: 60 })
 * clock.advance(60)
 * console.log((await verifier.check(token)).ok) // false
 * console.log((await verifier.check(await tokens.tampered())).ok) // false
 * ```
 */
export async function testIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  rejectUnknownOptions('testIssuer', options, ['now', 'issuer', 'audience', 'capabilities'])
  const { issuer = 'https://issuer.test', audience, capabilities = [] } = options
  const clock = createTestClock(options.now ?? Date.now() / 1000)
  const key = await generateKey('EdDSA')
  const keys = createKeyRing([key], { clock })
  const store = memoryRevocationStore({ clock })
  const shared = { issuer, ...(audience === undefined ? {} : { audience }) }
  const minter = createMinter({ ...shared, keys, capabilities, clock })
  const replay = memoryReplayStore({ clock })
  const verifier = createVerifier({ ...shared, keys, clock, revocation: store, replay })

  const revoke: RevocationStore['revoke'] = (entry) => {
    const done = store.revoke(entry)
    clock.advance(0.001)
    return done
  }
  const earlier = (seconds: number): Minter =>
    createMinter({ ...shared, keys, clock: () => clock() - seconds })
  // A second more, because the end of a life is rounded up.
  const [anHourAgo, aSecondAgo] = [earlier(HOUR + 1), earlier(1)]
  const strangers = await generateKey('EdDSA', { kid: exportJwk(key).kid ?? '' })
  const stranger = createMinter({ ...shared, keys: strangers, clock })

  const tokens: TestTokens = Object.freeze({
    async expired(request: Partial<MintRequest> = {}) {
      const { notBefore: _future, ...rest } = request
      return (await mint(anHourAgo, { ...rest, ttl: HOUR })).token
    },
    async wrongKey(request?: Partial<MintRequest>) {
      return (await mint(stranger, request)).token
    },
    async tampered(request?: Partial<MintRequest>) {
      return tamper((await mint(minter, request)).token)
    },
    async revoked(request?: Partial<MintRequest>) {
      // Minted and revoked a second ago, so that there is nothing to wait for.
      const { token, id, expiresAt } = await mint(aSecondAgo, { ...request, ttl: HOUR })
      await store.revoke({ level: 'token', value: id, before: clock() - 0.5, expiresAt })
      return token
    },
  })
  return Object.freeze({
    issuer,
    minter,
    verifier,
    keys,
    clock,
    revocation: Object.freeze({ ...store, revoke }),
    tokens,
  })
}

function mint(by: Minter, request: Partial<MintRequest> = {}): Promise<MintedToken> {
  return by.mint({ subject: 'somebody', capabilities: [], ...request })
}

/** The same token with a longer life, its signature untouched. */
function tamper(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = JSON.parse(decodeText(payload) ?? '{}') as { exp: number }
  const longer = encodeText(JSON.stringify({ ...claims, exp: claims.exp + 1 }))
  return `${header}.${longer}.${signature}`
}
