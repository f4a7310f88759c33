import { rejectUnknownOptions } from '../options.ts'
import type { Minter } from '../token/mint.ts'
import type { Verifier } from '../token/verifier.ts'
import { Denial } from './denial.ts'
import {
  createEndpoint,
  ENDPOINT_OPTIONS,
  type Endpoint,
  type EndpointOptions,
} from './endpoint.ts'
import { createGate } from './gate.ts'
import { narrow, scopesAsked } from './narrow.ts'
import { readFormOrNothing } from './read-body.ts'
import { DEFAULT_REALM } from './realm.ts'
import { requestView } from './request-view.ts'
import { requireOption } from './require-option.ts'
import { invalidScope, tokenAnswer } from './token-answer.ts'
import { rejectUnsupported } from './unsupported.ts'

/** Settings of {@link ticketHandler}. */
export interface TicketHandlerOptions extends EndpointOptions {
  /** Checks the token of the `Authorization` header. */
  verifier: Pick<Verifier, 'check'>
  /** Mints the tickets; it finds definitions in its `capabilities`. */
  minter: Pick<Minter, 'attenuate'>
}

const OWNER = 'ticketHandler'

/**
 * Makes an endpoint that trades the token of the `Authorization` header for a ticket: a token with
 * the same capabilities or narrower ones, good once and for at most 30 seconds, which a gate with
 * `from: [{ ticket }]` takes from the URL. It is for what can send no header, an `EventSource` or a
 * download. A form may name a narrower `scope`; no body is the same scope.
 *
 * The verifier behind that gate needs a `replay` store. Refusals of the token are those of a gate.
 *
 * @throws {TypeError | RangeError} for an option that is unknown or does not fit
 *
 * @example
 * ```ts
 * const handle = ticketHandler({ verifier, minter })
 * const gate = createGate({ verifier, from: ['header', { ticket: 'ticket' }] })
 * ```
 */
export function ticketHandler(options: TicketHandlerOptions): Endpoint {
  rejectUnsupported(OWNER, options, ['dpop', 'dpopReplay', 'dpopNonce'])
  rejectUnknownOptions(OWNER, options, ['verifier', 'minter', ...ENDPOINT_OPTIONS])
  const { verifier, minter, realm = DEFAULT_REALM } = options
  requireOption(OWNER, 'minter', 'attenuate', minter)
  const gate = createGate({ verifier, realm })

  return createEndpoint(OWNER, options, readFormOrNothing, async ({ request, body }) => {
    const grant = await gate.authenticate(requestView(request)).catch(orDenial)
    if (grant instanceof Denial) return grant.toResponse(request.method)
    const capabilities = scopesAsked(body, grant)
    const ticket = capabilities && (await narrow(minter, grant, { capabilities, singleUse: true }))
    return ticket === undefined ? invalidScope() : tokenAnswer(ticket)
  })
}

function orDenial(error: unknown): Denial {
  if (error instanceof Denial) return error
  throw error
}
