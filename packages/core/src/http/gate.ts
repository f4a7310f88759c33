import type { Definition, RequestOf } from '../capability/define.ts'
import { CODES, isGrantlineError, TokenError, type ErrorCode } from '../errors.ts'
import type { Grant } from '../token/grant.ts'
import type { Verifier } from '../token/verifier.ts'
import { readCredential } from './credential.ts'
import { Denial, type DenialCode, type DenialDetails, type DenialStyle } from './denial.ts'
import { checkGateOptions, type GateOptions } from './gate-options.ts'
import type { RequestView } from './request-view.ts'
import { prepareRequirement, type RequestSource, type Requirement } from './requirement.ts'
import { DEFAULT_REALM } from './realm.ts'

/** Guards requests with tokens. */
export interface Gate {
  /**
   * Checks the one token of a request; `null` only if there is none and the gate is optional.
   *
   * @throws {Denial} `missing_token`, `malformed_request`, `invalid_token`, `expired_token`,
   *   `revoked_token`, `replayed_token`, `verifier_unavailable`
   */
  authenticate(view: RequestView): Promise<Grant | null>
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
export function createGate(options: GateOptions): Gate {
  checkGateOptions(options)
  const { verifier, resourceMetadata, problemTypeBase, onDenial } = options
  const sources = [...(options.from ?? ['header'])]
  const isOptional = options.optional ?? false
  const style: DenialStyle = {
    realm: options.realm ?? DEFAULT_REALM,
    resourceMetadata,
    problemTypeBase,
  }

  const refuse = (code: DenialCode, view: RequestView, details: DenialDetails = {}): Denial => {
    const denial = new Denial(code, style, details)
    if (onDenial !== undefined) tell(onDenial, denial, view)
    return denial
  }

  const authenticate = async (view: RequestView): Promise<Grant | null> => {
    const credential = readCredential(view, sources)
    if (credential.kind === 'malformed') {
      throw refuse('malformed_request', view, { cause: credential.error })
    }
    if (credential.kind === 'none') {
      if (isOptional) return null
      throw refuse('missing_token', view)
    }
    const result = await check(verifier, credential.token)
    if (!result.ok) throw refuse(result.code, view, { cause: result.error })
    // RFC 9449 §6: whoever stole a bound token must not be served with it as a plain bearer.
    if (result.grant.dpopThumbprint !== undefined) {
      throw refuse('invalid_token', view, { cause: new TokenError('binding') })
    }
    return result.grant
  }

  const require = <Input>(
    definition: Definition,
    request: RequestSource<Definition, Input>,
  ): Requirement<Input> => {
    const { ask, required } = prepareRequirement(definition, request)
    return async (grant, view, ...[input = view]) => {
      if (grant === null) throw refuse('missing_token', view)
      const decision = grant.explain(definition, await ask(input))
      if (decision.allowed) return
      const cause = new TokenError('decision', { decision })
      throw refuse('insufficient_capability', view, { cause, required })
    }
  }

  return Object.freeze({ authenticate, require })
}

type Checked =
  | { readonly ok: true; readonly grant: Grant }
  | { readonly ok: false; readonly code: DenialCode; readonly error: unknown }

/** Asks the verifier; what it throws is a refusal only if it is one of ours with an HTTP status. */
async function check(verifier: Pick<Verifier, 'check'>, token: string): Promise<Checked> {
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
function tell(
  onDenial: (denial: Denial, view: RequestView) => unknown,
  denial: Denial,
  view: RequestView,
): void {
  try {
    Promise.resolve(onDenial(denial, view)).catch(() => {})
  } catch {}
}
