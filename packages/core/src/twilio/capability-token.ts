import type { Capability } from '../capability/define.ts'
import { formatScopes } from '../scope/format.ts'
import { rejectUnknownOptions } from '../options.ts'
import { requireFlag, requireJson, requireText } from '../require.ts'
import { accountSigner, type AccountSigner } from './account-signer.ts'
import { requireClientName } from './client-name.ts'
import type { AccountOptions } from './configure.ts'
import { clientIncoming, clientOutgoing, clientPresence, eventStream } from './definitions.ts'
import { toFlatForm, type FormParams } from './form-params.ts'
import { readLife, type GenerateOptions, type Life } from './generate-options.ts'
import { inNameOf } from './in-name-of.ts'

/** Settings of a {@link CapabilityToken}. */
export type CapabilityTokenOptions = AccountOptions & {
  /**
   * Takes any non-empty client name instead of Twilio's own rule, letters, digits and `_`.
   *
   * @default false
   */
  readonly anyClientName?: boolean
  /**
   * Seconds since 1970, fractions allowed.
   *
   * @default the system clock
   */
  readonly clock?: () => number
}

/** Settings of `allowClientOutgoing`. */
export interface ClientOutgoingOptions {
  /**
   * The name signed into the call.
   *
   * @default the name of the last `allowClientIncoming`, whatever the order of calls
   */
  readonly clientName?: string
}

/** Makes one scope, given the client name that outgoing scopes inherit. */
type ScopeStep = (incomingName?: string) => Capability

/** What readers ask of the claims that they know; of the last three they take none. */
const CLAIM_TYPES: Readonly<Record<string, readonly string[]>> = {
  'a number': ['nbf', 'iat'],
  'a string': ['sub', 'jti', 'sid', 'root'],
  reserved: ['scope', 'iss', 'exp', 'aud', 'once', 'cnf'],
}

const EVENTS_PATH = '/2010-04-01/Events'

/**
 * Builds Twilio's classic capability token, with the bytes that its PHP, Ruby and Node libraries
 * give.
 *
 * @throws {TypeError} when neither the options nor `configure` give an account
 *
 * @example
 * ```ts
 * const token = await new CapabilityToken({ accountSid: 'AC123123', authToken: 'secret' })
 *   .allowClientIncoming('Alice')
 *   .allowClientOutgoing('AP123123', { Foo: 'Bar' })
 *   .generateToken(600)
 * ```
 */
export class CapabilityToken {
  readonly #signer: AccountSigner
  readonly #anyClientName: boolean
  readonly #claims = new Map<string, unknown>()
  readonly #steps: ScopeStep[] = []
  #incomingName: string | undefined

  constructor(options: CapabilityTokenOptions = {}) {
    rejectUnknownOptions('CapabilityToken', options, [
      'accountSid',
      'authToken',
      'anyClientName',
      'clock',
    ])
    this.#signer = accountSigner('CapabilityToken', options)
    this.#anyClientName = requireFlag('CapabilityToken', 'anyClientName', options.anyClientName)
  }

  /**
   * Lets the client receive calls as `clientName`, and gives outgoing calls that name.
   *
   * @throws {TypeError} for a name outside Twilio's rule
   */
  allowClientIncoming(clientName: string): this {
    const name = requireClientName('allowClientIncoming', clientName, this.#anyClientName)
    this.#incomingName = name
    return this.#add('allowClientIncoming', () => clientIncoming({ clientName: name }))
  }

  /**
   * Lets the client place calls through the application `appSid`, which receives `params`, signed.
   *
   * @throws {TypeError} for an empty SID, a nested parameter or a name outside Twilio's rule
   */
  allowClientOutgoing(
    appSid: string,
    params: FormParams = {},
    options: ClientOutgoingOptions = {},
  ): this {
    const owner = 'allowClientOutgoing'
    rejectUnknownOptions(owner, options, ['clientName'])
    const sid = requireText(owner, 'appSid', appSid)
    const appParams = toFlatForm(owner, 'params', params)
    const given =
      options.clientName === undefined
        ? undefined
        : requireClientName(owner, options.clientName, this.#anyClientName)
    return this.#add(owner, (inherited) =>
      clientOutgoing({ appSid: sid, appParams, clientName: given ?? inherited }),
    )
  }

  /**
   * Lets the client subscribe to the account's events, all or those that match `filters`.
   *
   * @throws {TypeError} for a nested filter
   */
  allowEventStream(filters: FormParams = {}): this {
    const owner = 'allowEventStream'
    const params = toFlatForm(owner, 'filters', filters)
    return this.#add(owner, () => eventStream({ path: EVENTS_PATH, params }))
  }

  /** Keeps the client out of presence: neither shown to others nor told about them. */
  disablePresenceEvents(): this {
    this.#steps.push(() => clientPresence({ enabled: 'False' }))
    return this
  }

  /**
   * Adds a claim of your own, written before the token's own. `nbf` and `iat` are numbers, `sub`,
   * `jti`, `sid` and `root` strings. Names that are whole numbers come first, as JavaScript has it.
   *
   * @throws {TypeError} for `scope`, `iss` and `exp`, for `aud`, `once` and `cnf`, which no reader
   *   of these tokens takes, and for a value of another type or that JSON cannot hold
   */
  addClaim(name: string, value: unknown): this {
    requireText('addClaim', 'name', name)
    const json = requireJson('addClaim', 'value', value)
    for (const [type, names] of Object.entries(CLAIM_TYPES)) {
      if (!names.includes(name) || type === `a ${typeof json}`) continue
      throw new TypeError(`addClaim: the claim "${name}" is ${type}`)
    }
    this.#claims.set(name, json)
    return this
  }

  /**
   * Signs a token that lives `ttl` seconds, 3600 by default; the builder stays as it is.
   *
   * @throws {TypeError} for more than 100 scopes or 8,192 bytes of them
   * @throws {RangeError} for a ttl that is not a whole number from 1 to 86,400, and for a token of
   *   more than 8,192 characters
   */
  async generateToken(ttl?: number): Promise<string> {
    return this.#generate('generateToken', ttl)
  }

  /**
   * The same with the life by name.
   *
   * @throws {TypeError} when both `ttl` and `expires` are given, and as `generateToken`
   * @throws {RangeError} as `generateToken`
   */
  async generate(options: GenerateOptions = {}): Promise<string> {
    return this.#generate('generate', ...readLife(options))
  }

  #generate(owner: string, ...life: Life): Promise<string> {
    const scope = inNameOf(owner, () =>
      formatScopes(this.#steps.map((step) => step(this.#incomingName))),
    )
    return this.#signer.sign(owner, { ...Object.fromEntries(this.#claims), scope }, life)
  }

  #add(owner: string, step: ScopeStep): this {
    // Made once right away: what cannot be written by itself fails at the call that asked for it.
    // An inherited name and the length of all scopes together are only known at the end.
    inNameOf(owner, () => step())
    this.#steps.push(step)
    return this
  }
}
