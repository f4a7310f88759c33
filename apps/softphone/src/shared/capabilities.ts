// What a token of this demo may say, in the words of the classic Twilio tokens. Both ends import
// these: the server enforces with them, the page asks `can(...)` with them.
export { clientIncoming, clientOutgoing, clientPresence, eventStream } from '@grantline/core/twilio'

/** The application that every call of this demo goes through. */
export const APPLICATION_SID = 'AP5f0c7a6c4e1d4b8f9a2b3c4d5e6f7081'

/** The events that tell who is here; the path that the classic libraries write. */
export const PRESENCE_EVENTS = '/2010-04-01/Events'

/** The rule for names: that of a Twilio client name, and short enough to show. */
export const NAME_PATTERN: RegExp = /^[A-Za-z0-9_]{1,24}$/
