import { makeAccessGrant, membersOf, type AccessGrant } from './access-grant.ts'
import { requireSid } from '../sid.ts'

/** What {@link voiceGrant} allows. */
export interface VoiceGrantOptions {
  /**
   * Whether calls to the identity ring here.
   *
   * @default false
   */
  readonly incomingAllow?: boolean
  /**
   * `AP…`, the application that calls go through.
   *
   * @default none: no outgoing calls
   */
  readonly outgoingApplicationSid?: string
  /**
   * What that application receives with every call, a plain object of anything JSON can hold.
   *
   * @default nothing
   */
  readonly outgoingParams?: Readonly<Record<string, unknown>>
  /**
   * `CR…`, for push notifications of calls.
   *
   * @default none
   */
  readonly pushCredentialSid?: string
  /**
   * Names one of the devices of the identity.
   *
   * @default none
   */
  readonly endpointId?: string
}

/** What {@link videoGrant} allows. */
export interface VideoGrantOptions {
  /**
   * The name or SID of the one room to enter.
   *
   * @default every room of the account
   */
  readonly room?: string
}

/** What {@link chatGrant} allows. */
export interface ChatGrantOptions {
  /** `IS…`, the service of the conversations. */
  readonly serviceSid: string
  /**
   * Names one of the devices of the identity.
   *
   * @default none
   */
  readonly endpointId?: string
  /**
   * `RL…`, the role that the identity has in the service.
   *
   * @default the role that the service gives
   */
  readonly deploymentRoleSid?: string
  /**
   * `CR…`, for push notifications of messages.
   *
   * @default none
   */
  readonly pushCredentialSid?: string
}

/** What {@link syncGrant} allows. */
export interface SyncGrantOptions {
  /** `IS…`, the service of the documents, lists and maps. */
  readonly serviceSid: string
  /**
   * Names one of the devices of the identity.
   *
   * @default none
   */
  readonly endpointId?: string
}

/** What {@link taskRouterGrant} allows. */
export interface TaskRouterGrantOptions {
  /** `WS…`, the workspace of the worker. */
  readonly workspaceSid: string
  /** `WK…`, the worker to act as. */
  readonly workerSid: string
  /** What the holder is in the workspace, such as `worker`. */
  readonly role: string
}

/** What {@link playbackGrant} allows: the object that the API for player streamers answers with. */
export type PlaybackGrantOptions = Readonly<Record<string, unknown>>

/**
 * Lets the identity receive calls, place them, or both.
 *
 * @throws {TypeError} for an option that is unknown or not what it must be, and for parameters
 *   without an application
 *
 * @example
 * ```ts
 * const calls = voiceGrant({
 *   incomingAllow: true,
 *   outgoingApplicationSid: 'AP123123',
 *   outgoingParams: { team: 'support' },
 * })
 * ```
 */
export function voiceGrant(options: VoiceGrantOptions = {}): AccessGrant {
  const grant = makeAccessGrant('voice', options)
  const { outgoing } = membersOf('voiceGrant', grant) as { outgoing?: { application_sid?: string } }
  if (outgoing !== undefined) {
    // Nobody would receive the parameters.
    requireSid('voiceGrant', 'outgoingApplicationSid', outgoing.application_sid, 'AP')
  }
  return grant
}

/**
 * Lets the holder enter one room, or every room of the account.
 *
 * @throws {TypeError} for an option that is unknown or not what it must be
 *
 * @example
 * ```ts
 * const standUp = videoGrant({ room: 'stand-up' })
 * ```
 */
export function videoGrant(options: VideoGrantOptions = {}): AccessGrant {
  return makeAccessGrant('video', options)
}

/**
 * Lets the identity take part in the conversations of one service.
 *
 * @throws {TypeError} without `serviceSid`, for an option that is unknown or not what it must be
 *
 * @example
 * ```ts
 * const conversations = chatGrant({ serviceSid: 'IS123123' })
 * ```
 */
export function chatGrant(options: ChatGrantOptions): AccessGrant {
  return makeAccessGrant('chat', options)
}

/**
 * Lets the identity use what one Sync service holds.
 *
 * @throws {TypeError} without `serviceSid`, for an option that is unknown or not what it must be
 *
 * @example
 * ```ts
 * const documents = syncGrant({ serviceSid: 'IS123123', endpointId: 'phone' })
 * ```
 */
export function syncGrant(options: SyncGrantOptions): AccessGrant {
  return makeAccessGrant('sync', options)
}

/**
 * Lets the holder act as one worker of a workspace.
 *
 * @throws {TypeError} unless all three options are given, for an unknown one, and for one that is
 *   not what it must be
 *
 * @example
 * ```ts
 * const worker = taskRouterGrant({ workspaceSid: 'WS123', workerSid: 'WK123', role: 'worker' })
 * ```
 */
export function taskRouterGrant(options: TaskRouterGrantOptions): AccessGrant {
  return makeAccessGrant('taskRouter', options)
}

/**
 * Lets the holder watch the stream of one player, described by an object that is signed as it is.
 *
 * @throws {TypeError} for anything but a plain object that JSON can hold
 *
 * @example
 * ```ts
 * const stream = playbackGrant({ playerStreamerSid: 'VJ123', playbackUrl: 'https://a.example/' })
 * ```
 */
export function playbackGrant(grant: PlaybackGrantOptions = {}): AccessGrant {
  return makeAccessGrant('playback', grant)
}
