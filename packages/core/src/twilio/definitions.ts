import { defineCapability, type Definition } from '../capability/define.ts'
import {
  carried,
  carriedForm,
  exact,
  optional,
  type CarriedFormKind,
  type CarriedKind,
  type ExactKind,
  type OptionalKind,
} from '../capability/kinds.ts'

/** Receive calls as `clientName`: `scope:client:incoming?clientName=Alice`. */
export const clientIncoming: Definition<{ readonly clientName: ExactKind }> = defineCapability(
  'client:incoming',
  { clientName: exact() },
)

/** Place calls through the application `appSid`; the rest travels signed to it. */
export const clientOutgoing: Definition<{
  readonly appSid: ExactKind
  readonly appParams: OptionalKind<CarriedFormKind>
  readonly clientName: OptionalKind<CarriedKind>
}> = defineCapability('client:outgoing', {
  appSid: exact(),
  appParams: optional(carriedForm()),
  clientName: optional(carried()),
})

/** Subscribe to events; older libraries carry the filters in `params`, newer ones in `appParams`. */
export const eventStream: Definition<{
  readonly path: ExactKind
  readonly params: OptionalKind<CarriedFormKind>
  readonly appParams: OptionalKind<CarriedFormKind>
}> = defineCapability('stream:subscribe', {
  path: exact(),
  params: optional(carriedForm()),
  appParams: optional(carriedForm()),
})

/** Presence: `enabled=False` is neither shown to others nor told about them. */
export const clientPresence: Definition<{ readonly enabled: ExactKind }> = defineCapability(
  'client:presence',
  { enabled: exact() },
)
