import { rejectUnknownOptions } from '../../options.ts'
import { isPlainObject } from '../../plain-object.ts'
import { requireFlag } from '../../require.ts'
import { requirePlainObject } from '../require-plain-object.ts'
import { kindOfText } from '../sid.ts'

/**
 * The fields that a request may carry; `required` ones must be there.
 *
 * @example
 * ```ts
 * const filter: TaskRouterFilter = { ActivitySid: { required: true } }
 * ```
 */
export type TaskRouterFilter = Readonly<Record<string, { readonly required: boolean }>>

/**
 * One rule of a {@link TaskRouterCapability}: which requests to a URL it lets through or stops.
 *
 * @example
 * ```ts
 * const policy: TaskRouterPolicy = {
 *   url: 'https://taskrouter.twilio.com/v1/Workspaces/WS123/Tasks/**',
 *   method: 'DELETE',
 *   allow: false,
 * }
 * ```
 */
export interface TaskRouterPolicy {
  /** `https://…`; a last part `**` stands for everything below. */
  readonly url: string
  /** An upper-case word: `GET`, `POST`, `DELETE`. */
  readonly method: string
  /**
   * Fields of the query.
   *
   * @default {}
   */
  readonly queryFilter?: TaskRouterFilter
  /**
   * Fields of the body.
   *
   * @default {}
   */
  readonly postFilter?: TaskRouterFilter
  /**
   * `false` stops the requests, and is signed as that.
   *
   * @default true
   */
  readonly allow?: boolean
}

/** A policy as it stands in the token. */
export interface SignedPolicy {
  readonly url: string
  readonly method: string
  readonly query_filter: TaskRouterFilter
  readonly post_filter: TaskRouterFilter
  readonly allow: boolean
}

// Printable ASCII, as RFC 3986 has it: with anything else in its URL a deny would stop nothing.
const URL_TEXT = /^https:\/\/[!-~]+$/
const METHOD = /^[A-Z]+$/

/** The policy for requests with these fields, by default one that lets them through. */
export function makePolicy(
  method: string,
  url: string,
  postFilter: TaskRouterFilter = {},
  queryFilter: TaskRouterFilter = {},
  allow: boolean = true,
): SignedPolicy {
  return { url, method, query_filter: queryFilter, post_filter: postFilter, allow }
}

/**
 * A snapshot of a policy in the shape that is signed.
 *
 * @throws {TypeError} naming the member that is wrong
 */
export function signedPolicy(owner: string, policy: TaskRouterPolicy): SignedPolicy {
  rejectUnknownOptions(owner, policy, ['url', 'method', 'queryFilter', 'postFilter', 'allow'])
  const { url, method, queryFilter, postFilter, allow = true } = policy
  return makePolicy(
    requireMatch(owner, 'method', method, METHOD, 'a word in capitals such as GET'),
    requireMatch(owner, 'url', url, URL_TEXT, 'https:// and ASCII without white space'),
    requireFilter(owner, 'postFilter', postFilter),
    requireFilter(owner, 'queryFilter', queryFilter),
    requireFlag(owner, 'allow', allow),
  )
}

function requireMatch(
  owner: string,
  member: string,
  value: unknown,
  pattern: RegExp,
  rule: string,
): string {
  if (typeof value === 'string' && pattern.test(value)) return value
  throw new TypeError(`${owner}: "${member}" must be ${rule}, not ${kindOfText(value)}`)
}

function requireFilter(owner: string, member: string, filter: unknown = {}): TaskRouterFilter {
  const rules = Object.entries(requirePlainObject(owner, member, filter))
  return Object.fromEntries(rules.map(([field, rule]) => [field, requireRule(owner, member, rule)]))
}

function requireRule(owner: string, member: string, rule: unknown): { required: boolean } {
  const { required, ...rest } = isPlainObject(rule) ? rule : {}
  if (typeof required === 'boolean' && Object.keys(rest).length === 0) return { required }
  throw new TypeError(`${owner}: "${member}" must be { required: true or false } for each field`)
}
