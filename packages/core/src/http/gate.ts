import type { Definition, RequestOf } from '../capability/define.ts'
import { CODES, isGrantlineError, TokenError, type ErrorCode } from '../errors.ts'
import { tell } from '../events.ts'
import type { Grant } from '../token/grant.ts'
import { reachOf } from '../token/reach.ts'
import { errorOf, type Refusal } from '../token/refusal.ts'
import { after, type MaybePromise } from '../maybe-promise.ts'
import { createCredentialReader, type SourceKind } from './credential.ts'
import { Denial, type DenialCode, type DenialDetails } from './denial.ts'
import { readGateOptions, type GateOptions, type GateSettings } from './gate-options.ts'
import type { RequestView } from './request-view.ts'
import { prepareRequirement, type RequestSource, type Requirement } from './requirement.ts'
import { isTicket, NO_TICKET } from './ticket.ts'

/** Guards requests with tokens; `Granted` is `Grant | null` of an optional gate. */
export interface Gate<Granted extends Grant | null = Grant> {
  /**
   * Checks the one token of a request; `null` only if there is none and the gate is optional.
   *
   * @throws {Denial} `missing_token`, `malformed_request`, `invalid_token`, `expired_token`,
   *   `revoked_token`, `replayed_token`, `cross_site`, `verifier_unavailable`
   */
  authenticate(view: RequestView): Promise<Granted>
  /**
   * The same for adapters, at once where keys and stores answer at once: what `authenticate` rejects
   * with may be thrown.
   *
   * @throws {Denial} as `authenticate`
   */
  admit(view: RequestView): Granted | Promise<Granted>
  /**
   * Prepares the check that a route needs, once.
   *
   * @throws {TypeError} for something that is no definition, and for a static request it cannot read
   */
  require<Of extends Definition, Asked extends RequestOf<Of>, Input = RequestView>(
    definition: Of,
    request: RequestSource<Of, Input, Asked>,
  ): Requirement<Input>
}

/**
 * Makes the gate that every adapter is built on: it takes a view of a request and gives a grant or
 * throws a {@link Denial}, which is the answer. An error that is not a refusal passes through.
 *
 * The header is read as RFC 6750 §2.1 says: `Bearer` in any case, one space, one token.
 *
 * @throws {TypeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const gate = createGate({ verifier })
 * const mayDial = gate.require(dial, { appSid: 'AP123' })
 *
 * export async function handle(request: Request): Promise<Response> {
 *   const view = requestView(request)
 *   try {
 *     const grant = await gate.authenticate(view)
 *     await mayDial(grant, view)
 *     return new Response('calling')
 *   } catch (error) {
 *     if (error instanceof Denial) return error.toResponse(request.method)
 *     throw error
 *   }
 * }
 * ```
 */
export function createGate(options: GateOptions & { optional?: false }): Gate
export function createGate(options: GateOptions): Gate<Grant | null>
export function createGate(options: GateOptions): object {
  const settings = readGateOptions(options)
  const { verifier, isOptional, isAllowedSite } = settings
  const read = createCredentialReader(settings.sources)
  const check = checkerOf(verifier)
  /** Nobody asks the time for nobody. */
  const startedAt = (): number => (settings.onEvent === undefined ? 0 : performance.now())

  // Without a closure or a promise where none is needed: this is what every request pays.
  const admit = (view: RequestView): MaybePromise<Grant | null> => {
    const start = startedAt()
    const credential = read(view)
    if (credential.kind === 'malformed') {
      throw denialOf('malformed_request', { cause: credential.error }, settings, view, start)
    }
    if (credential.kind === 'none') {
      if (isOptional) return null
      throw denialOf('missing_token', {}, settings, view, start)
    }
    const { token, from } = credential
    if (from === 'cookie' && changesState(view) && !isAllowedSite(view)) {
      throw denialOf('cross_site', {}, settings, view, start)
    }
    const checked = check(token)
    return checked instanceof Promise
      ? checked.then((result) => conclude(result, from, view, start))
      : conclude(checked, from, view, start)
  }

  const conclude = (
    checked: Checked,
    from: SourceKind,
    view: RequestView,
    start: number,
  ): Grant => {
    if (!checked.ok) throw denialOf(checked.code, { cause: checked.error }, settings, view, start)
    const { grant } = checked
    // RFC 9449 §6: whoever stole a bound token must not be served with it as a plain bearer.
    if (grant.dpopThumbprint !== undefined) {
      throw denialOf('invalid_token', { cause: new TokenError('binding') }, settings, view, start)
    }
    if (from === 'ticket' && !isTicket(grant)) {
      throw denialOf('malformed_request', { cause: NO_TICKET }, settings, view, start)
    }
    return grant
  }

  const require = <Input>(
    definition: Definition,
    request: RequestSource<Definition, Input>,
  ): Requirement<Input> => {
    const { ask, required } = prepareRequirement(definition, request)
    const now: Requirement<Input>['now'] = (grant, input, viewOf) => {
      const start = startedAt()
      if (grant === null) throw denialOf('missing_token', {}, settings, viewOf(input), start)
      const asked = ask(input)
      return asked instanceof Promise
        ? asked.then((late) => enforce(grant, late, () => viewOf(input), start))
        : enforce(grant, asked, () => viewOf(input), start)
    }
    const enforce = (
      grant: Grant,
      asked: RequestOf<Definition>,
      view: () => RequestView,
      start: number,
    ): void => {
      if (grant.allows(definition, asked)) return
      const cause = new TokenError('decision', { decision: grant.explain(definition, asked) })
      const details = { cause, required, jti: grant.id }
      throw denialOf('insufficient_capability', details, settings, view(), start)
    }
    const requirement = async (
      grant: Grant | null,
      view: RequestView,
      input?: Input,
    ): Promise<void> => now(grant, input ?? (view as Input), () => view)
    return Object.assign(requirement, { now })
  }

  const authenticate = async (view: RequestView): Promise<Grant | null> => admit(view)
  return Object.freeze({ authenticate, admit, require })
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request could do something in the name of whoever the browser sends a cookie for. */
function changesState(view: RequestView): boolean {
  const upgrade = view.header('upgrade') ?? ''
  return !SAFE_METHODS.has(view.method) || upgrade !== ''
}

interface DenialCause extends DenialDetails {
  readonly jti?: string | undefined
}

/** Makes a refusal and tells whoever listens. */
function denialOf(
  code: DenialCode,
  { jti, ...details }: DenialCause,
  { style, onDenial, onEvent }: GateSettings,
  view: RequestView,
  start: number,
): Denial {
  const denial = new Denial(code, style, details)
  if (onDenial !== undefined) tellOfDenial(onDenial, denial, view)
  if (onEvent !== undefined) {
    const { cause } = details
    const reason = cause instanceof TokenError ? { reason: cause.reason } : {}
    const named = jti === undefined ? {} : { jti }
    const durationMs = performance.now() - start
    tell(onEvent, { type: 'refused', ...named, code, ...reason, durationMs })
  }
  return denial
}

type Checked =
  | { readonly ok: true; readonly grant: Grant }
  | { readonly ok: false; readonly code: DenialCode; readonly error: unknown }

/** How to ask a verifier: one of ours answers at once where it can. */
function checkerOf(verifier: GateOptions['verifier']): (token: string) => MaybePromise<Checked> {
  const judge = reachOf(verifier)?.judge
  if (judge === undefined) return (token) => checkWith(verifier, token)
  return (token) => after(judge(token), checkedOf)
}

function checkedOf(verdict: { readonly grant: Grant } | Refusal): Checked {
  if (!('reason' in verdict)) return { ok: true, grant: verdict.grant }
  const error = errorOf(verdict)
  return { ok: false, code: error.code, error }
}

/** Asks any verifier; what it throws is a refusal only if it is one of ours with an HTTP status. */
async function checkWith(verifier: GateOptions['verifier'], token: string): Promise<Checked> {
  try {
    const result = await verifier.check(token)
    if (result.ok) return result
    return { ok: false, code: result.error.code, error: result.error }
  } catch (error) {
    if (isGrantlineError(error) && isDenialCode(error.code)) {
      return { ok: false, code: error.code, error }
    }
    throw error
  }
}

function isDenialCode(code: ErrorCode): code is DenialCode {
  return Object.hasOwn(CODES, code) && CODES[code].status !== null
}

/** A listener that fails must not change an answer, whether it throws or rejects. */
function tellOfDenial(
  onDenial: (denial: Denial, view: RequestView) => unknown,
  denial: Denial,
  view: RequestView,
): void {
  try {
    Promise.resolve(onDenial(denial, view)).catch(() => {})
  } catch {}
}
