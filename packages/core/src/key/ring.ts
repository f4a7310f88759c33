import type { JWK } from 'jose'
import { readClock, requireClock } from '../clock.ts'
import { publicHalf } from '../crypto/jws-parameters.ts'
import { TokenError } from '../errors.ts'
import { requireListener, tell, type OnEvent } from '../events.ts'
import { rejectUnknownOptions } from '../options.ts'
import { readInstant } from './instant.ts'
import { registerSource, type KeySource, type VerificationKeys } from './key-source.ts'
import { createShelf } from './key-shelf.ts'
import { materialOf, type Key, type KeyMaterial } from './key.ts'
import { readRotation, type RotateOptions } from './rotation.ts'
import { createSuccession, type Turn } from './succession.ts'

/** Settings of {@link createKeyRing}. */
export interface KeyRingOptions {
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
  /** Hears `rotated` when a key comes in and `retired` when one goes. */
  readonly onEvent?: OnEvent
}

/** Keys of one issuer, of which one signs; made by {@link createKeyRing}. */
export interface KeyRing extends VerificationKeys {
  readonly kind: 'ring'
  /**
   * Takes in a key that will sign. It verifies and stands in `jwks()` at once, and signs after
   * `publishFor`. Of several on their way the one that came last signs in the end: one that it
   * overtakes never signs.
   *
   * @throws {TypeError} for a key that cannot be told from one that is there, for one that cannot
   *   sign, and for one that can in a ring that only verifies
   * @throws {RangeError} for a `retireAfter` shorter than the longest life signed by this ring
   *
   * @example
   * ```ts
   * const ring = createKeyRing([key])
   * ring.rotate(await generateKey('EdDSA'), { publishFor: 300, retireAfter: 86_400 })
   * ```
   */
  rotate(next: Key, options?: RotateOptions): void
  /**
   * Throws out a lost key at once: nothing that it signed is accepted any more. If it is the one
   * that signs, the next on its way takes over without waiting, else the next of the keys given to
   * `createKeyRing`. With none left, minting throws `verifier_unavailable` until a key is rotated
   * in, which then signs without waiting: rotate first, then retire.
   *
   * @throws {TypeError} for a `kid` that is not in the ring
   *
   * @example
   * ```ts
   * const lost = await generateKey('EdDSA', { kid: 'lost' })
   * const ring = createKeyRing([lost])
   * ring.rotate(await generateKey('EdDSA'))
   * ring.retire('lost')
   * ```
   */
  retire(kid: string): void
  /**
   * The public halves as a JWK Set (RFC 7517 §5), never a secret. A fresh object on every call.
   *
   * @throws {TokenError} `verifier_unavailable` when the clock is broken
   *
   * @example
   * ```ts
   * const body = JSON.stringify(createKeyRing([key]).jwks())
   * ```
   */
  jwks(): { keys: JWK[] }
}

/**
 * Holds several keys: the first that can sign does, all verify. Public keys alone make a ring that
 * only verifies; it follows the rotation of the ring that signs with the same calls, and the first
 * key is taken for the one that signs there.
 *
 * Nothing runs in the background: who signs and who is retired is decided by the clock in each call.
 *
 * @throws {TypeError} for no keys, for two keys of one `kid`, and for two keys of one algorithm of
 *   which one has no `kid`
 *
 * @example
 * ```ts
 * const ring = createKeyRing([await generateKey('EdDSA')])
 * const issuer = 'https://phone.example'
 * const minter = createMinter({ issuer, keys: ring })
 * const verifier = createVerifier({ issuer, keys: ring })
 * ```
 */
export function createKeyRing(keys: readonly Key[], options: KeyRingOptions = {}): KeyRing {
  rejectUnknownOptions('createKeyRing', options, ['clock', 'onEvent'])
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new TypeError('createKeyRing: "keys" must be a list of one key or more')
  }
  const clock = requireClock('createKeyRing', options.clock)
  const listener = requireListener('createKeyRing', options.onEvent)
  const report = (type: 'rotated' | 'retired', { key }: KeyMaterial): void => {
    if (listener) tell(listener, key.kid === undefined ? { type } : { type, kid: key.kid })
  }

  const shelf = createShelf()
  const succession = createSuccession()
  const materials = keys.map((key: Key) => materialOf('createKeyRing', key))
  const signs = materials.some(({ sign }) => sign !== undefined)
  for (const material of materials) {
    shelf.add('createKeyRing', material)
    if (!signs || material.sign !== undefined) {
      succession.standBy({ material, begins: -Infinity, retireAfter: Infinity, signedUntil: 0 })
    }
  }
  let longestLife = 0

  const advance = (now: number): void => {
    const ended = succession.advance(now)
    if (ended.length === 0) return
    for (const material of ended) shelf.remove(material)
    for (const material of ended) report('retired', material)
  }
  const rotate: KeyRing['rotate'] = (next, settings = {}) => {
    const now = readClock('rotate', clock)
    const { publishFor, retireAfter } = readRotation(settings, longestLife)
    const material = materialOf('rotate', next)
    requireSameUse(signs, material)
    advance(now)
    shelf.add('rotate', material)
    succession.enter({ material, begins: now + publishFor, retireAfter, signedUntil: 0 })
    report('rotated', material)
    advance(now)
  }
  /** A lost key is thrown out whatever the clock says, or throws. */
  const catchUp = (): void => {
    try {
      advance(readInstant(clock))
    } catch {
      // The next question about a key finds the clock broken, and says so.
    }
  }
  const retire: KeyRing['retire'] = (kid) => {
    catchUp()
    const material = shelf.named(kid)
    if (material === undefined) {
      throw new TypeError(
        'retire: no key of this "kid" is in the ring; jwks() shows those there are',
      )
    }
    shelf.remove(material)
    succession.leave(material)
    report('retired', material)
  }
  const jwks: KeyRing['jwks'] = () => {
    advance(readInstant(clock))
    const shown = [...shelf.all()].filter(({ key }) => key.type !== 'secret')
    return { keys: shown.map(publicJwk) }
  }
  const verifying: KeySource = {
    algorithms: () => shelf.algorithms(),
    find(alg, kid) {
      advance(readInstant(clock))
      return shelf.find(alg, kid)
    },
  }
  const signer = (ttl: number): KeyMaterial => {
    const now = readClock('createKeyRing', clock)
    advance(now)
    const turn = requireSigner(succession.signer())
    longestLife = Math.max(longestLife, ttl)
    turn.signedUntil = Math.max(turn.signedUntil, Math.ceil(now) + ttl)
    return turn.material
  }
  const source = signs ? { ...verifying, signer } : verifying
  return registerSource<KeyRing>({ kind: 'ring', rotate, retire, jwks }, source)
}

function publicJwk({ key, jwk }: KeyMaterial): JWK {
  const kid = key.kid === undefined ? {} : { kid: key.kid }
  return { ...publicHalf(jwk), ...kid, alg: key.alg, use: 'sig' }
}

function requireSameUse(signs: boolean, { sign }: KeyMaterial): void {
  if (signs === (sign !== undefined)) return
  if (signs) {
    throw new TypeError('rotate: "next" must be able to sign; public keys go to createKeyRing')
  }
  throw new TypeError(
    'rotate: this ring only verifies and takes public keys; one that signs is made with createKeyRing([signingKey])',
  )
}

function requireSigner(turn: Turn | undefined): Turn {
  if (turn !== undefined) return turn
  throw new TokenError('unavailable', {
    message: 'the key ring has no key left that signs; rotate(next) takes one in',
  })
}
