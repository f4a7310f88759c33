import { formatForm, parseForm, type FlatForm } from '../scope/form.ts'

/** Constraints narrow what a grant allows; carried parameters are signed data for the service. */
export type ParamRole = 'constraint' | 'carried'

/**
 * How one parameter of a capability is written, read and compared.
 *
 * `Granted` is what a grant says, `Requested` what a check says, `Written` what minting takes.
 */
export interface ParamKind<
  Granted = unknown,
  Requested = unknown,
  Role extends ParamRole = ParamRole,
  Optional extends boolean = boolean,
  Written = Granted,
> {
  readonly role: Role
  readonly optional: Optional
  /** The wire text; `undefined` is "absent". Throws a TypeError without the parameter's name. */
  write(value: Written): string | undefined
  /** What the wire text says; `undefined` is "malformed". */
  read(text: string): Granted | undefined
  /** Whether a value may stand in a request at all. */
  isRequest(value: unknown): value is Requested
  /** Whether a wire text that {@link read} accepts allows the requested value. */
  covers(granted: string, requested: Requested): boolean
}

/** A parameter that must be equal: the grant says one string, and only that is allowed. */
export type ExactKind = ParamKind<string, string, 'constraint', false>
/** Signed data for the service, never compared. */
export type CarriedKind = ParamKind<string, never, 'carried', false>
/** A signed flat form for the service, never compared. */
export type CarriedFormKind = ParamKind<FlatForm, never, 'carried', false>
/** The same kind, where a grant may leave the parameter out. */
export type OptionalKind<Kind> =
  Kind extends ParamKind<infer Granted, infer Requested, infer Role, boolean, infer Written>
    ? ParamKind<Granted, Requested, Role, true, Written>
    : never

/**
 * A parameter that must be equal.
 *
 * @example
 * ```ts
 * const answer = defineCapability('client:incoming', { clientName: exact() })
 * ```
 */
export function exact(): ExactKind {
  return EXACT
}

const EXACT: ExactKind = Object.freeze<ExactKind>({
  role: 'constraint',
  optional: false,
  write: writeString,
  read: (text) => text,
  isRequest: (value): value is string => typeof value === 'string',
  covers: (granted, requested) => granted === requested,
})

/**
 * A string that travels signed to the service and is never part of a request.
 *
 * @example
 * ```ts
 * const dial = defineCapability('client:outgoing', { appSid: exact(), clientName: carried() })
 * ```
 */
export function carried(): CarriedKind {
  return CARRIED
}

const CARRIED: CarriedKind = Object.freeze<CarriedKind>({
  role: 'carried',
  optional: false,
  write: writeString,
  read: (text) => text,
  isRequest: isNever,
  covers: () => true,
})

/**
 * A flat form (field → string or list of strings) that travels signed to the service, itself
 * form-encoded inside the value. An empty form is the same as an absent one, a list of one the
 * same as its string.
 *
 * @example
 * ```ts
 * const dial = defineCapability('client:outgoing', { appSid: exact(), appParams: carriedForm() })
 * dial({ appSid: 'AP123', appParams: { Foo: 'Bar', Tags: ['a', 'b'] } })
 * ```
 */
export function carriedForm(): CarriedFormKind {
  return CARRIED_FORM
}

const CARRIED_FORM: CarriedFormKind = Object.freeze<CarriedFormKind>({
  role: 'carried',
  optional: false,
  write: (form) => {
    const text = formatForm(form)
    return text === '' ? undefined : text
  },
  read: parseForm,
  isRequest: isNever,
  covers: () => true,
})

/**
 * A parameter that a grant may leave out: for a constraint that means "unconstrained". A request
 * still has to name it.
 *
 * @example
 * ```ts
 * const dial = defineCapability('client:outgoing', { appSid: exact(), clientName: optional(carried()) })
 * ```
 */
export function optional<Kind extends ParamKind>(kind: Kind): OptionalKind<Kind> {
  return Object.freeze({ ...kind, optional: true }) as unknown as OptionalKind<Kind>
}

function isNever(_value: unknown): _value is never {
  return false
}

function writeString(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('must be a string')
  return value
}
