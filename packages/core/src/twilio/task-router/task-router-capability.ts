import { rejectUnknownOptions } from '../../options.ts'
import { requireText } from '../../require.ts'
import { accountSigner, type AccountSigner } from '../account-signer.ts'
import type { AccountOptions } from '../configure.ts'
import { readLife, type GenerateOptions, type Life } from '../generate-options.ts'
import { requireSid } from '../sid.ts'
import {
  defaultPolicies,
  taskRouterChannel,
  type TaskRouterChannel,
} from './task-router-channel.ts'
import {
  makePolicy,
  signedPolicy,
  type SignedPolicy,
  type TaskRouterFilter,
  type TaskRouterPolicy,
} from './task-router-policy.ts'

/** What the capability is for within the workspace: one of these at most. */
type ChannelOptions =
  | {
      /**
       * `WK…`, for the capability of a worker.
       *
       * @default none: the capability is for the workspace or the task queue
       */
      readonly workerSid?: string
      readonly taskQueueSid?: never
    }
  | {
      readonly workerSid?: never
      /**
       * `WQ…`, for the capability of a task queue.
       *
       * @default none: the capability is for the workspace or the worker
       */
      readonly taskQueueSid?: string
    }

/** Settings of a {@link TaskRouterCapability}. */
export type TaskRouterCapabilityOptions = AccountOptions &
  ChannelOptions & {
    /** `WS…`, the workspace. */
    readonly workspaceSid: string
    /**
     * The `friendly_name` claim.
     *
     * @default the SID of the worker, task queue or workspace
     */
    readonly friendlyName?: string
    /**
     * Seconds since 1970, fractions allowed.
     *
     * @default the system clock
     */
    readonly clock?: () => number
  }

const OWNER = 'TaskRouterCapability'

/**
 * Builds Twilio's capability token for TaskRouter: a worker's, a task queue's or, with neither SID,
 * that of the whole workspace. It may fetch what the kind needs; each method adds to that.
 *
 * @throws {TypeError} for a SID of another kind, for both `workerSid` and `taskQueueSid`, and when
 * neither the options nor `configure` give an account
 *
 * @example
 * ```ts
 * const token = await new TaskRouterCapability({
 *   accountSid: 'AC123',
 *   authToken: 'the auth token of that account',
 *   workspaceSid: 'WS123',
 *   workerSid: 'WK123',
 * })
 *   .allowActivityUpdates()
 *   .allowReservationUpdates()
 *   .generateToken(600)
 * ```
 */
export class TaskRouterCapability {
  readonly #signer: AccountSigner
  readonly #channel: TaskRouterChannel
  readonly #named: object
  readonly #policies: SignedPolicy[]

  constructor(options: TaskRouterCapabilityOptions) {
    rejectUnknownOptions(OWNER, options, [
      'accountSid',
      'authToken',
      'workspaceSid',
      'workerSid',
      'taskQueueSid',
      'friendlyName',
      'clock',
    ])
    const signer = accountSigner(OWNER, options)
    const accountSid = requireSid(OWNER, 'accountSid', signer.accountSid, 'AC')
    const workspaceSid = requireSid(OWNER, 'workspaceSid', options.workspaceSid, 'WS')
    const channel = taskRouterChannel(OWNER, workspaceSid, options.workerSid, options.taskQueueSid)
    const { friendlyName = channel.sid } = options
    this.#signer = signer
    this.#channel = channel
    this.#named = {
      account_sid: accountSid,
      workspace_sid: workspaceSid,
      channel: channel.sid,
      version: 'v1',
      friendly_name: requireText(OWNER, 'friendlyName', friendlyName),
    }
    this.#policies = defaultPolicies(accountSid, channel)
  }

  /** Lets the holder fetch everything below the worker, task queue or workspace. */
  allowFetchSubresources(): this {
    return this.#allow('GET', `${this.#channel.url}/**`)
  }

  /** Lets the holder change the worker, task queue or workspace itself. */
  allowUpdates(): this {
    return this.#allow('POST', this.#channel.url)
  }

  /** Lets the holder change everything below it. */
  allowUpdatesSubresources(): this {
    return this.#allow('POST', `${this.#channel.url}/**`)
  }

  /** Lets the holder delete the worker, task queue or workspace itself. */
  allowDelete(): this {
    return this.#allow('DELETE', this.#channel.url)
  }

  /** Lets the holder delete everything below it. */
  allowDeleteSubresources(): this {
    return this.#allow('DELETE', `${this.#channel.url}/**`)
  }

  /**
   * Lets a worker change the activity it is in.
   *
   * @throws {TypeError} unless this is the capability of a worker
   */
  allowActivityUpdates(): this {
    this.#reservationUrls('allowActivityUpdates')
    return this.#allow('POST', this.#channel.url, { ActivitySid: { required: true } })
  }

  /**
   * Lets a worker accept, reject and end what is reserved for it.
   *
   * @throws {TypeError} unless this is the capability of a worker
   */
  allowReservationUpdates(): this {
    for (const url of this.#reservationUrls('allowReservationUpdates')) this.#allow('POST', url)
    return this
  }

  /**
   * Adds a rule of your own after those so far, `allow: false` to stop requests.
   *
   * @throws {TypeError} for a URL without `https://`, a method not in capitals and a filter that is
   * not a plain object of `{ required }`
   *
   * @example
   * ```ts
   * configure({ accountSid: 'AC123', authToken: 'the auth token of that account' })
   * const capability = new TaskRouterCapability({ workspaceSid: 'WS123' }).addPolicy({
   *   url: 'https://taskrouter.twilio.com/v1/Workspaces/WS123/Tasks/**',
   *   method: 'DELETE',
   *   allow: false,
   * })
   * ```
   */
  addPolicy(policy: TaskRouterPolicy): this {
    this.#policies.push(signedPolicy('addPolicy', policy))
    return this
  }

  /**
   * Signs a token that lives `ttl` seconds, 3600 by default; the builder stays as it is.
   *
   * @throws {RangeError} for a ttl that is not a whole number from 1 to 86,400, and for a token of
   *   more than 8,192 characters
   */
  async generateToken(ttl?: number): Promise<string> {
    return this.#generate('generateToken', ttl)
  }

  /**
   * The same with the life by name.
   *
   * @throws {TypeError} when both `ttl` and `expires` are given
   * @throws {RangeError} as `generateToken`
   */
  async generate(options: GenerateOptions = {}): Promise<string> {
    return this.#generate('generate', ...readLife(options))
  }

  #generate(owner: string, ...life: Life): Promise<string> {
    // A copy: what is added while the key is made ready is for the next token.
    const policies = [...this.#policies]
    return this.#signer.sign(owner, { ...this.#named, policies, ...this.#channel.claims }, life)
  }

  #allow(method: string, url: string, postFilter?: TaskRouterFilter): this {
    this.#policies.push(makePolicy(method, url, postFilter))
    return this
  }

  #reservationUrls(caller: string): readonly string[] {
    const { reservationUrls } = this.#channel
    if (reservationUrls !== undefined) return reservationUrls
    throw new TypeError(`${caller}: only a worker has this; construct with { workerSid }`)
  }
}
