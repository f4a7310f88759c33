import { formatForm, parseForm, type FlatForm } from '../scope/form.ts'
import type { ParamKind, RequestProblem } from './param-kind.ts'

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
  return Object.freeze<ExactKind>({
    role: 'constraint',
    optional: false,
    write: writeString,
    read: asItIs,
    requestProblem: (value) => (typeof value === 'string' ? undefined : 'malformed_request'),
    matcher: (granted) => (requested) => requested === granted,
    narrows: isSame,
  })
}

/**
 * A string that travels signed to the service and is never part of a request.
 *
 * @example
 * ```ts
 * const dial = defineCapability('client:outgoing', { appSid: exact(), clientName: carried() })
 * ```
 */
export function carried(): CarriedKind {
  return carry(writeString, asItIs)
}

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
  return carry(writeForm, parseForm)
}

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

function carry<Value>(
  write: (value: Value) => string | undefined,
  read: (text: string) => Value | undefined,
): ParamKind<Value, never, 'carried', false> {
  return Object.freeze({
    role: 'carried',
    optional: false,
    write,
    read,
    requestProblem: (): RequestProblem => 'malformed_request',
    matcher: () => () => false,
    // The service acts on it: a child that could change or drop it would forge signed data.
    narrows: isSame,
  })
}

function isSame(a: string, b: string): boolean {
  return a === b
}

function asItIs(text: string): string {
  return text
}

function writeForm(form: FlatForm): string | undefined {
  const text = formatForm(form)
  return text === '' ? undefined : text
}

function writeString(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('must be a string')
  return value
}
