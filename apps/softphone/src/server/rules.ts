import { formatScope, type Grant, type GrantOf, type ScopeUri } from '@grantline/core'
import {
  APPLICATION_SID,
  clientIncoming,
  clientOutgoing,
  clientPresence,
  eventStream,
  NAME_PATTERN,
  PRESENCE_EVENTS,
} from '../shared/capabilities.ts'
import type { DialProblem } from '../shared/protocol.ts'
import type { SignIn } from './sign-in-cookie.ts'

/** Switches presence off; the classic libraries write exactly this value. */
const PRESENCE_OFF = { enabled: 'False' }

/** What the token of a sign-in may do. */
export function capabilitiesOf(signIn: SignIn): readonly ScopeUri[] {
  const { name } = signIn
  const capabilities: ScopeUri[] = [clientIncoming({ clientName: name })]
  if (!signIn.listenOnly) {
    capabilities.push(
      clientOutgoing({
        appSid: APPLICATION_SID,
        appParams: {
          SignedInAs: name,
          SignedInAt: new Date(Math.floor(signIn.signedInAt) * 1000).toISOString(),
        },
        clientName: name,
      }),
    )
  }
  capabilities.push(
    signIn.invisible ? clientPresence(PRESENCE_OFF) : eventStream({ path: PRESENCE_EVENTS }),
  )
  return capabilities
}

/** Whether the holder may be rung under this name. */
export function mayRegister(grant: Grant, clientName: string): boolean {
  return grant.allows(clientIncoming, { clientName })
}

/** The scope that {@link mayRegister} looks for, as text for a refusal. */
export function scopeToRegister(clientName: string): string {
  return formatScope(clientIncoming({ clientName }))
}

/** Whether the others may be told that the holder is here. */
export function isShown(grant: Grant): boolean {
  return !grant.allows(clientPresence, PRESENCE_OFF)
}

/** Whether the holder may be told who is here: presence that is off switches this off, too. */
export function hearsPeople(grant: Grant): boolean {
  return isShown(grant) && grant.allows(eventStream, { path: PRESENCE_EVENTS })
}

/** What was signed into the capability that lets the holder dial this application. */
export function signedDial(
  grant: Grant,
  appSid: string,
): GrantOf<typeof clientOutgoing> | undefined {
  const { candidates } = grant.explain(clientOutgoing, { appSid })
  const match = candidates.find((candidate) => candidate.allowed)
  const scope = match === undefined ? undefined : grant.capabilities[match.index]
  return scope === undefined ? undefined : clientOutgoing.from(scope)
}

/** What the application is asked with: all of it signed, but for the name that was dialled. */
export interface RouteRequest extends GrantOf<typeof clientOutgoing> {
  readonly to: string
}

/** Whom to ring and what to show there, or why not. */
export type Route =
  | { readonly ring: string; readonly from: string; readonly params: SignedParams }
  | { readonly refused: DialProblem }

/** The parameters that the caller's token carries for the application. */
export type SignedParams = Readonly<Record<string, string | readonly string[]>>

/**
 * The application behind {@link APPLICATION_SID}: it rings the client that was dialled, as
 * `<Dial><Client>` would, and shows the callee who signed in to place the call.
 */
export function routeCall({ appSid, appParams = {}, clientName, to }: RouteRequest): Route {
  if (appSid !== APPLICATION_SID) {
    return { refused: { code: 'not_available', title: 'There is no such application.' } }
  }
  if (!NAME_PATTERN.test(to)) {
    return { refused: { code: 'bad_request', title: 'This is not a name that can be called.' } }
  }
  if (to === clientName) {
    return { refused: { code: 'bad_request', title: 'You cannot call yourself.' } }
  }
  return { ring: to, from: clientName ?? 'Unknown', params: appParams }
}
