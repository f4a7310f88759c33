import { formatScope } from '../scope/format.ts'
import { isPlainObject } from '../plain-object.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import type { ParamKind } from './kinds.ts'
import { readParams } from './read-params.ts'

/** The kinds of a definition's parameters, by name. */
export type ParamKinds = Readonly<Record<string, ParamKind>>

type Flat<Shape> = { [Key in keyof Shape]: Shape[Key] }

type OptionalNames<Kinds> = {
  [Name in keyof Kinds]: Kinds[Name] extends { readonly optional: true } ? Name : never
}[keyof Kinds]

type ConstraintNames<Kinds> = {
  [Name in keyof Kinds]: Kinds[Name] extends { readonly role: 'constraint' } ? Name : never
}[keyof Kinds]

type Granted<Kind> =
  Kind extends ParamKind<infer Value, infer _R, infer _Role, boolean, infer _W> ? Value : never

type Requested<Kind> =
  Kind extends ParamKind<infer _G, infer Value, infer _Role, boolean, infer _W> ? Value : never

type Written<Kind> =
  Kind extends ParamKind<infer _G, infer _R, infer _Role, boolean, infer Value> ? Value : never

type GrantShape<Kinds> = Flat<
  { -readonly [Name in Exclude<keyof Kinds, OptionalNames<Kinds>>]: Granted<Kinds[Name]> } & {
    -readonly [Name in OptionalNames<Kinds>]?: Granted<Kinds[Name]>
  }
>

type RequestShape<Kinds> = [ConstraintNames<Kinds>] extends [never]
  ? Record<string, never>
  : { -readonly [Name in ConstraintNames<Kinds>]: Requested<Kinds[Name]> }

/** Only carried data may be `undefined`: a constraint that went missing would allow everything. */
type Optionally<Kind> = Kind extends { readonly role: 'carried' } ? undefined : never

type ArgumentShape<Kinds> = Flat<
  { -readonly [Name in Exclude<keyof Kinds, OptionalNames<Kinds>>]: Written<Kinds[Name]> } & {
    -readonly [Name in OptionalNames<Kinds>]?: Written<Kinds[Name]> | Optionally<Kinds[Name]>
  }
>

/** What the definition's function takes: nothing, where every parameter may be left out. */
type Arguments<Kinds> = string extends keyof Kinds
  ? [args: never]
  : [Exclude<keyof Kinds, OptionalNames<Kinds>>] extends [never]
    ? [args?: ArgumentShape<Kinds>]
    : [args: ArgumentShape<Kinds>]

const DEFINITION: unique symbol = Symbol('grantline.definition')

/** A {@link ScopeUri} that remembers the definition it was made from. */
export interface Capability<Of extends Definition = Definition> extends ScopeUri {
  readonly [DEFINITION]: Of
}

/** A capability's name and parameters; calling it makes a {@link Capability}. */
export interface Definition<Kinds extends ParamKinds = ParamKinds> {
  /**
   * Makes one capability, its parameters in the order of the definition.
   *
   * @throws {TypeError} for a missing, unknown or wrong parameter
   */
  (...args: Arguments<Kinds>): Capability<Definition<Kinds>>
  /** For example `client:outgoing`. */
  readonly name: string
  readonly service: string
  readonly privilege: string
  readonly params: Kinds
  /** Reads a scope as this capability, typed; `undefined` if it is another one or malformed. */
  from(scope: ScopeUri): GrantShape<Kinds> | undefined
}

/** What a grant of the definition may say. */
export type GrantOf<Of> =
  Of extends Definition<infer Kinds>
    ? string extends keyof Kinds
      ? Readonly<Record<string, unknown>>
      : GrantShape<Kinds>
    : never

/** What a check must say: every constraint, and no carried parameter. */
export type RequestOf<Of> =
  Of extends Definition<infer Kinds>
    ? string extends keyof Kinds
      ? Readonly<Record<string, unknown>>
      : RequestShape<Kinds>
    : never

/**
 * Defines a capability: its name `service:privilege` and the kind of every parameter.
 *
 * @throws {TypeError} for a name that no scope could carry
 *
 * @example
 * ```ts
 * const dial = defineCapability('client:outgoing', {
 *   appSid: exact(),
 *   appParams: optional(carriedForm()),
 *   clientName: optional(carried()),
 * })
 * dial({ appSid: 'AP123', appParams: { Foo: 'Bar' } })
 * ```
 */
export function defineCapability<const Kinds extends ParamKinds>(
  name: `${string}:${string}`,
  params: Kinds,
): Definition<Kinds> {
  const { service, privilege } = splitName(name)
  const kinds = Object.freeze({ ...params })
  requireKinds(name, kinds)
  // Refuses what no scope could carry: bad names, too many parameters.
  const blank = Object.fromEntries(Object.keys(kinds).map((key) => [key, '']))
  formatScope({ service, privilege, params: blank })

  const make = (args: Readonly<Record<string, unknown>> = {}): Capability => {
    const capability = { service, privilege, params: writeParams(name, kinds, args) }
    formatScope(capability)
    Object.defineProperty(capability, DEFINITION, { value: definition })
    return Object.freeze(capability) as Capability
  }
  const from = (scope: ScopeUri): Readonly<Record<string, unknown>> | undefined => {
    if (!isSameName(scope, definition)) return undefined
    return readParams(scope, kinds)
  }
  const definition = Object.defineProperties(make, {
    name: { value: name },
    service: { value: service },
    privilege: { value: privilege },
    params: { value: kinds },
    from: { value: from },
  }) as unknown as Definition<Kinds>
  return Object.freeze(definition)
}

/** Whether a scope has the definition's service and privilege, and parameters at all. */
export function isSameName(
  scope: ScopeUri,
  definition: Pick<ScopeUri, 'service' | 'privilege'>,
): boolean {
  return (
    isPlainObject(scope) &&
    scope.service === definition.service &&
    scope.privilege === definition.privilege &&
    isPlainObject(scope.params)
  )
}

function requireKinds(name: string, kinds: ParamKinds): void {
  for (const [key, kind] of Object.entries<unknown>(kinds)) {
    if (isPlainObject(kind) && typeof kind['read'] === 'function') continue
    throw new TypeError(`defineCapability: ${name}: ${key} must be a kind, for example exact()`)
  }
}

function splitName(name: string): { service: string; privilege: string } {
  const [service, privilege, ...more] = name.split(':')
  if (service === undefined || privilege === undefined || more.length > 0) {
    throw new TypeError(`defineCapability: "${name}" must have two parts, as in "client:outgoing"`)
  }
  return { service, privilege }
}

function writeParams(
  name: string,
  kinds: ParamKinds,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  if (!isPlainObject(args)) {
    throw new TypeError(`${name}: give the parameters as a plain object`)
  }
  for (const key of Object.keys(args)) {
    if (Object.hasOwn(kinds, key)) continue
    throw new TypeError(
      `${name}: unknown parameter "${key}"; known are ${Object.keys(kinds).join(', ')}`,
    )
  }
  const params: Record<string, string> = Object.create(null)
  for (const [key, kind] of Object.entries(kinds)) {
    if (Object.hasOwn(args, key) && args[key] === undefined && kind.role === 'constraint') {
      throw new TypeError(`${name}: ${key} is undefined; to allow every value, leave it out`)
    }
    const text = writeParam(`${name}: ${key}`, kind, args[key])
    if (text !== undefined) params[key] = text
  }
  return Object.freeze(params)
}

function writeParam(where: string, kind: ParamKind, value: unknown): string | undefined {
  let text: string | undefined
  try {
    text = value === undefined ? undefined : kind.write(value)
  } catch (cause) {
    if (cause instanceof TypeError) throw new TypeError(`${where} ${cause.message}`, { cause })
    throw cause
  }
  if (text === undefined && !kind.optional) throw new TypeError(`${where} is missing`)
  return text
}
