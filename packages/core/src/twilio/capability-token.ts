import type { Capability } from '../capability/define.ts'
import { formatScopes } from '../scope/format.ts'
import { rejectUnknownOptions } from '../options.ts'
import { requireFlag, requireJson, requireText } from '../require.ts'
import { accountSigner, type AccountSigner } from './account-signer.ts'
import { requireClientName } from './client-name.ts'
import type { TwilioAccount } from './configure.ts'
import { clientIncoming, clientOutgoing, clientPresence, eventStream } from './definitions.ts'
import { toFlatForm, type FormParams } from './form-params.ts'
import { readLife, type GenerateOptions } from './generate-options.ts'

/** Settings of a {@link CapabilityToken}. */
export interface CapabilityTokenOptions extends Partial<TwilioAccount> {
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
type ScopeStep = (incomingName: string | undefined) => Capability

const RESERVED: ReadonlySet<string> = new Set(['scope', 'iss', 'exp'])
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
    return this.#add(() => clientIncoming({ clientName: name }))
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
    const appParams = toFlatForm(owner, params)
    const given =
      options.clientName === undefined
        ? undefined
        : requireClientName(owner, options.clientName, this.#anyClientName)
    return this.#add((inherited) =>
      clientOutgoing({ appSid: sid, appParams, clientName: given ?? inherited }),
    )
  }

  /**
   * Lets the client subscribe to the account's events, all or those that match `filters`.
   *
   * @throws {TypeError} for a nested filter
   */
  allowEventStream(filters: FormParams = {}): this {
    const params = toFlatForm('allowEventStream', filters)
    return this.#add(() => eventStream({ path: EVENTS_PATH, params }))
  }

  /** Keeps the client out of presence: neither shown to others nor told about them. */
  disablePresenceEvents(): this {
    return this.#add(() => clientPresence({ enabled: 'False' }))
  }

  /**
   * Adds a claim of your own, written before the token's own.
   *
   * @throws {TypeError} for `scope`, `iss` and `exp`, and for a value that JSON cannot hold
   */
  addClaim(name: string, value: unknown): this {
    requireText('addClaim', 'name', name)
    if (RESERVED.has(name)) throw new TypeError(`addClaim: the claim "${name}" is reserved`)
    this.#claims.set(name, requireJson('addClaim', 'value', value))
    return this
  }

  /**
   * Signs a token that lives `ttl` seconds; the builder stays as it is.
   *
   * @throws {RangeError} for a ttl that is not a whole number from 1 to 86,400
   */
  async generateToken(ttl: number = 3600): Promise<string> {
    return this.#signer.sign(ttl, {
      ...Object.fromEntries(this.#claims),
      scope: formatScopes(this.#steps.map((step) => step(this.#incomingName))),
    })
  }

  /**
   * The same with the life by name.
   *
   * @throws {TypeError} when both `ttl` and `expires` are given
   * @throws {RangeError} for a life that is not a whole number from 1 to 86,400
   */
  async generate(options: GenerateOptions = {}): Promise<string> {
    return this.generateToken(readLife(options))
  }

  #add(step: ScopeStep): this {
    // Made once right away, so that what cannot be written fails at the call that asked for it.
    step(undefined)
    this.#steps.push(step)
    return this
  }
}
