import type { Value } from './parse.ts'
import { sayLife, saysNothing, type Dialect, type Said, type Saying } from './said.ts'

/** PHP has life and identity in places four and five, Ruby and Python by name. */
const construct: Saying = (said, { args, named }) => {
  const [accountSid, keySid, secret, life, identity] = args
  Object.assign(said.holder, {
    accountSid,
    keySid,
    secret,
    identity: identity ?? named['identity'],
  })
  sayLife(said, typeof life === 'number' ? life : named['ttl'])
}

const voice: Saying = (said, { named }) => {
  said.calls.push({ g: 'voice', ...named })
}

const setApplication: Saying = (said, { args: [sid, params] }) => {
  setMember(said, 'outgoing_application_sid', sid)
  setMember(said, 'outgoing_application_params', params)
}

const VOICE_MEMBERS = [
  'incoming_allow',
  'outgoing_application_sid',
  'outgoing_application_params',
  'push_credential_sid',
  'endpoint_id',
]

/** Ruby sets a property, PHP calls a setter. */
const setters = VOICE_MEMBERS.flatMap((member) => {
  const set: Saying = (said, { args: [value] }) => setMember(said, member, value)
  const name = member.replaceAll('_', '')
  return [[name, set] as const, [`set${name}`, set] as const]
})

function setMember(said: Said, member: string, value: Value | undefined): void {
  const grant = said.calls.at(-1)
  if (typeof grant !== 'object') throw new Error(`there is no grant to set ${member} of`)
  grant[member] = value
}

/** How the libraries make access tokens for voice; they end as capability tokens do. */
export const accessDialect: Dialect = {
  accesstoken: construct,
  voicegrant: voice,
  setoutgoingapplication: setApplication,
  ...Object.fromEntries(setters),
  addgrant: saysNothing,
}
