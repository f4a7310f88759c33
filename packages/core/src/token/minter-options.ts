import { requireClock, type Clock } from '../clock.ts'
import { requireListener, type GrantlineEvent, type OnEvent } from '../events.ts'
import type { Definition } from '../capability/define.ts'
import type { Key, KeyMaterial } from '../key/key.ts'
import { sourceOf, type VerificationKeys } from '../key/key-source.ts'
import { kindOf } from '../kind-of.ts'
import { rejectUnknownOptions } from '../options.ts'
import { requireSeconds, requireText } from '../require.ts'

/** Settings of `createMinter`. */
export interface MinterOptions {
  /** The `iss` claim of every token. */
  readonly issuer: string
  /** Sign: a key, or a ring of which one key signs. */
  readonly keys: Key | VerificationKeys
  /**
   * The `aud` claim of a token whose request names none.
   *
   * @default no audience
   */
  readonly audience?: string
  /**
   * Seconds a token lives when its request does not say.
   *
   * @default 600, or `maxTtl` where that is less
   */
  readonly ttl?: number
  /**
   * The longest life that may be asked for, in seconds.
   *
   * @default 86400
   */
  readonly maxTtl?: number
  /**
   * The `typ` header (RFC 8725 §3.11).
   *
   * @default 'capability+jwt'
   */
  readonly typ?: string
  /**
   * The definitions by which `attenuate` tells what is narrower; a capability without one here is
   * only ever passed on unchanged.
   *
   * @default none
   */
  readonly capabilities?: readonly Definition[]
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
  /**
   * Hears of every token that was minted; what it throws changes nothing.
   *
   * @default nobody
   */
  readonly onEvent?: (event: GrantlineEvent) => void
}

/** What {@link MinterOptions} come to. */
export interface MinterSettings {
  readonly issuer: string
  readonly audience: string | undefined
  readonly ttl: number
  readonly maxTtl: number
  readonly typ: string
  /** By name. */
  readonly definitions: ReadonlyMap<string, Definition>
  readonly clock: Clock
  readonly onEvent: OnEvent | undefined
  /** The key that signs a token of so many seconds. */
  signer(ttl: number): KeyMaterial
}

const OWNER = 'createMinter'
const OPTIONS = [
  'issuer',
  'keys',
  'audience',
  'ttl',
  'maxTtl',
  'typ',
  'capabilities',
  'clock',
  'onEvent',
]

/** Life of a token when nothing is said, in seconds. */
const DEFAULT_TTL = 600

/** @throws {TypeError | RangeError} for settings that could not work, naming the fix */
export function readMinterOptions(options: MinterOptions): MinterSettings {
  rejectUnknownOptions(OWNER, options, OPTIONS)
  const { audience, typ = 'capability+jwt' } = options
  const maxTtl = requireSeconds(OWNER, 'maxTtl', options.maxTtl ?? 86_400)
  return {
    issuer: requireText(OWNER, 'issuer', options.issuer),
    signer: readSigner(options.keys),
    audience: audience === undefined ? undefined : requireText(OWNER, 'audience', audience),
    ttl: requireSeconds(OWNER, 'ttl', options.ttl ?? Math.min(DEFAULT_TTL, maxTtl), maxTtl),
    maxTtl,
    typ: requireText(OWNER, 'typ', typ),
    definitions: readDefinitions(options.capabilities ?? []),
    clock: requireClock(OWNER, options.clock),
    onEvent: requireListener(OWNER, options.onEvent),
  }
}

function readSigner(keys: MinterOptions['keys']): MinterSettings['signer'] {
  const source = sourceOf(OWNER, keys)
  if (source.signer !== undefined) return source.signer
  throw new TypeError(`${OWNER}: "keys" must be able to sign; give a private key or a secret`)
}

function isDefinition(value: unknown): value is Definition {
  if (typeof value !== 'function') return false
  const { service, privilege, params } = value as Partial<Definition>
  return typeof service === 'string' && typeof privilege === 'string' && typeof params === 'object'
}

function readDefinitions(definitions: readonly Definition[]): ReadonlyMap<string, Definition> {
  if (!Array.isArray(definitions)) {
    throw new TypeError(`${OWNER}: "capabilities" must be a list, not ${kindOf(definitions)}`)
  }
  const byName = new Map<string, Definition>()
  for (const definition of definitions as readonly Definition[]) {
    if (!isDefinition(definition)) {
      throw new TypeError(`${OWNER}: "capabilities" must hold what defineCapability returns`)
    }
    if (byName.has(definition.name)) {
      throw new TypeError(`${OWNER}: "capabilities" holds two definitions of "${definition.name}"`)
    }
    byName.set(definition.name, definition)
  }
  return byName
}
