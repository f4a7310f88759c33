import type { Call, Value } from './parse.ts'
import { present, sayLife, saysNothing, type Dialect, type Saying } from './said.ts'

/** The constructors of all libraries: account, auth token and, in newer ones, the life. */
const construct: Saying = (said, { args: [accountSid, secret], named }) => {
  Object.assign(said.holder, { accountSid, secret })
  sayLife(said, named['ttl'])
}

const incoming: Saying = (said, { args: [clientName] }) => {
  said.calls.push(present({ m: 'incoming', clientName }))
}

const outgoing: Saying = (said, call) => {
  said.calls.push(present({ m: 'outgoing', appSid: call.args[0], params: formOf(call, 1) }))
}

const outgoingScope: Saying = (said, { args: [appSid, clientName, params] }) => {
  said.calls.push(present({ m: 'outgoing', appSid, params, clientName }))
}

const events: Saying = (said, call) => {
  said.calls.push(present({ m: 'events', filters: formOf(call, 0) }))
}

const generate: Saying = (said, { args, named }) => {
  sayLife(said, args[0] ?? named['expires'] ?? named['ttl'])
}

/** A form stands at its place among the arguments, or its pairs are arguments by name. */
function formOf({ args, named }: Call, place: number): Value | undefined {
  return args[place] ?? (Object.keys(named).length > 0 ? named : undefined)
}

/** How the libraries make capability tokens. */
export const capabilityDialect: Dialect = {
  servicestwiliocapability: construct,
  clienttoken: construct,
  capability: construct,
  twiliocapability: construct,
  clientcapability: construct,
  clientcapabilitytoken: construct,
  allowclientincoming: incoming,
  incomingclientscope: incoming,
  allowclientoutgoing: outgoing,
  outgoingclientscope: outgoingScope,
  alloweventstream: events,
  eventstreamscope: events,
  addscope: saysNothing,
  generate,
  generatetoken: generate,
  tojwt: generate,
}
