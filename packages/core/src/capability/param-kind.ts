/** Constraints narrow what a grant allows; carried parameters are signed data for the service. */
export type ParamRole = 'constraint' | 'carried'

/** Why a value cannot stand in a request. */
export type RequestProblem = 'malformed_request' | 'unsafe_path'

/** Whether a requested value is allowed; a method's type, so that kinds of all values go together. */
export type Matcher<Requested = unknown> = { allows(requested: Requested): boolean }['allows']

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
  /**
   * Whether {@link read} can read the wire text, where that is told with less work.
   *
   * @default read(text) !== undefined
   */
  isReadable?(text: string): boolean
  /** Why a value cannot stand in a request; `undefined` if it can. */
  requestProblem(value: unknown): RequestProblem | undefined
  /** Tells which values without a problem are allowed by a wire text that {@link read} accepts. */
  matcher(granted: string): Matcher<Requested>
  /** Whether one wire text is no wider than another, where {@link read} accepts both. */
  narrows(child: string, parent: string): boolean
}
