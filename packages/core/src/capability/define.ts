import { Itself } from '../itself.ts'
import { prepareScope } from '../scope/format.ts'
import { emptyParams } from '../scope/params.ts'
import { isPlainObject } from '../plain-object.ts'
import type { ScopeUri } from '../scope/scope-uri.ts'
import type { ParamKind } from './param-kind.ts'
import type { PathPattern } from './path-pattern.ts'
import type { LiteralPath, PathText } from './path.ts'
import { isSameName, readParams } from './read-params.ts'

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

/** `Texts` are the literal types of the paths, as far as there are any. */
type Written<Kind, Texts extends string> =
  Kind extends ParamKind<infer _G, infer _R, infer _Role, boolean, infer Value>
    ? Value extends PathText<infer Separator>
      ? (Texts & LiteralPath<Texts, Separator>) | PathPattern
      : Value
    : never

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

type ArgumentShape<Kinds, Texts extends string> = Flat<
  {
    -readonly [Name in Exclude<keyof Kinds, OptionalNames<Kinds>>]: Written<Kinds[Name], Texts>
  } & {
    -readonly [Name in OptionalNames<Kinds>]?: Written<Kinds[Name], Texts> | Optionally<Kinds[Name]>
  }
>

/** What the definition's function takes: nothing, where every parameter may be left out. */
type Arguments<Kinds, Texts extends string> = string extends keyof Kinds
  ? [args: never]
  : [Exclude<keyof Kinds, OptionalNames<Kinds>>] extends [never]
    ? [args?: ArgumentShape<Kinds, Texts>]
    : [args: ArgumentShape<Kinds, Texts>]

/** A capability remembers its definition, out of reach for everybody else; a copy does not. */
class Made extends Itself {
  readonly #definition: Definition

  constructor(capability: ScopeUri, definition: Definition) {
    super(capability)
    this.#definition = definition
  }

  static by(scope: ScopeUri): Definition | undefined {
    // Callers give whatever they like, and `in` throws for what is no object.
    const object: object = Object(scope)
    return #definition in object ? object.#definition : undefined
  }
}

declare const DEFINITION: unique symbol

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
  <Texts extends string>(...args: Arguments<Kinds, Texts>): Capability<Definition<Kinds>>
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
  const writeScope = prepareScope(service, privilege, Object.keys(kinds))
  const inOrder = Object.entries<ParamKind>(kinds)
  const make = (args: Readonly<Record<string, unknown>> = {}): Capability => {
    const capability = writeScope(writeParams(name, kinds, inOrder, args))
    void new Made(capability, definition)
    return Object.freeze(capability) as Capability
  }
  const from = (scope: ScopeUri): Readonly<Record<string, unknown>> | undefined => {
    if (!isSameName(scope, definition)) return undefined
    return readParams(scope, definition)
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

/** The definition that a capability was made from; `undefined` for any other scope. */
export function definitionOf(scope: ScopeUri): Definition | undefined {
  return Made.by(scope)
}

function requireKinds(name: string, kinds: ParamKinds): void {
  for (const [key, kind] of Object.entries<unknown>(kinds)) {
    if (isPlainObject(kind) && typeof kind['read'] === 'function') continue
    throw new TypeError(`defineCapability: ${name}: ${key} must be a kind, for example exact()`)
  }
}

function splitName(name: unknown): { service: string; privilege: string } {
  const [service, privilege, ...more] = typeof name === 'string' ? name.split(':') : []
  if (service === undefined || privilege === undefined || more.length > 0) {
    throw new TypeError('defineCapability: the name must have two parts, as in "client:outgoing"')
  }
  return { service, privilege }
}

function writeParams(
  name: string,
  kinds: ParamKinds,
  inOrder: readonly (readonly [string, ParamKind])[],
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  if (!isPlainObject(args)) throw new TypeError(`${name}: give the parameters as a plain object`)
  for (const key of Object.keys(args)) {
    if (Object.hasOwn(kinds, key)) continue
    throw new TypeError(
      `${name}: unknown parameter "${key}"; known are ${Object.keys(kinds).join(', ')}`,
    )
  }
  const params = emptyParams()
  for (const [key, kind] of inOrder) {
    const isGiven = Object.hasOwn(args, key)
    const value = isGiven ? args[key] : undefined
    if (isGiven && value === undefined && kind.role === 'constraint') {
      throw new TypeError(`${name}: ${key} is undefined; to allow every value, leave it out`)
    }
    const text = value === undefined ? undefined : writeParam(name, key, kind, value)
    if (text !== undefined) params[key] = text
    else if (!kind.optional) throw new TypeError(`${name}: ${key} is missing`)
  }
  return Object.freeze(params)
}

function writeParam(
  name: string,
  key: string,
  kind: ParamKind,
  value: unknown,
): string | undefined {
  try {
    return kind.write(value)
  } catch (cause) {
    if (cause instanceof TypeError)
      throw new TypeError(`${name}: ${key} ${cause.message}`, { cause })
    throw cause
  }
}
