import { rejectUnknownOptions } from '../../options.ts'
import { requireFlag, requireJson } from '../../require.ts'
import type { JsonObject } from '../../token/json-object.ts'
import { isField, KINDS, type Field, type GrantName, type Shape } from './access-shapes.ts'
import { requirePlainObject } from '../require-plain-object.ts'
import { requireUnicodeText } from '../require-unicode.ts'
import { requireSid } from '../sid.ts'

declare const MADE: unique symbol

/** What an access token allows; made by `voiceGrant` and its like only, frozen. */
export interface AccessGrant {
  /** Stands in the type alone: an object that looks like a grant is none. */
  readonly [MADE]: true
  /** Which of the functions made it, without the `Grant` of its name. */
  readonly kind: GrantName
}

/** What was made, and how it stands in a token: nothing else can pass for a grant. */
const made = new WeakMap<object, JsonObject>()

/** @throws {TypeError} naming the option that is unknown, missing or not what it must be */
export function makeAccessGrant(kind: GrantName, options: object): AccessGrant {
  const owner = `${kind}Grant`
  const { shape } = KINDS[kind]
  const grant = Object.freeze({ kind }) as AccessGrant
  made.set(
    grant,
    shape === undefined ? requireObject(owner, 'grant', options) : writeAll(owner, shape, options),
  )
  return grant
}

/**
 * How a grant stands in a token.
 *
 * @throws {TypeError} naming the functions that make grants, for what none of them made
 */
export function membersOf(owner: string, grant: AccessGrant): JsonObject {
  const members = made.get(grant)
  if (members !== undefined) return members
  const makers = Object.keys(KINDS).map((kind) => `${kind}Grant`)
  throw new TypeError(`${owner}: give a grant made by one of ${makers.join(', ')}`)
}

function optionsOf(shape: Shape): string[] {
  return Object.values(shape).flatMap((node) => (isField(node) ? [node[0]] : optionsOf(node)))
}

function writeAll(owner: string, shape: Shape, options: object): JsonObject {
  rejectUnknownOptions(owner, options, optionsOf(shape))
  return write(owner, shape, options as JsonObject) ?? {}
}

/** The members that the options give; `undefined` for none. */
function write(owner: string, shape: Shape, options: JsonObject): JsonObject | undefined {
  const members = Object.entries(shape).flatMap(([member, node]) => {
    const value = isField(node) ? check(owner, node, options) : write(owner, node, options)
    return value === undefined ? [] : [[member, value] as const]
  })
  return members.length === 0 ? undefined : Object.fromEntries(members)
}

function check(owner: string, [option, kind, required]: Field, options: JsonObject): unknown {
  const value = options[option]
  if (value === undefined && required !== true) return undefined
  if (kind === 'text') return requireUnicodeText(owner, option, value)
  if (kind === 'object') return requireObject(owner, option, value)
  if (kind !== 'flag') return requireSid(owner, option, value, kind)
  // A flag that is not set stands nowhere.
  return requireFlag(owner, option, value as boolean) ? true : undefined
}

function requireObject(owner: string, option: string, value: unknown): JsonObject {
  return requireJson(owner, option, requirePlainObject(owner, option, value))
}
