import { isPlainObject } from '../../plain-object.ts'
import type { FlatForm } from '../../scope/form.ts'
import { formatScope } from '../../scope/format.ts'
import { parseScopes } from '../../scope/parse.ts'
import type { ScopeUri } from '../../scope/scope-uri.ts'
import { ownOf } from '../../token/claims.ts'
import type { JsonObject } from '../../token/json-object.ts'
import { clientIncoming, clientOutgoing, clientPresence, eventStream } from '../definitions.ts'
import type { OpenedTwilioToken } from './open-token.ts'
import { quote } from './quote.ts'

/** What a token lets its bearer do, a phrase each, in its own order. */
export function allowedWords({ kind, payload }: OpenedTwilioToken): readonly string[] {
  if (kind === 'access') return membersOf(ownOf(payload, 'grants')).flatMap(wordsOfGrant)
  if (kind === 'task_router') return policiesOf(payload).map(wordsOfPolicy)
  return scopesOf(payload).map(wordsOfScope)
}

/** The scopes of a claim that can be read. */
function scopesOf(payload: JsonObject): readonly ScopeUri[] {
  const scope = ownOf(payload, 'scope')
  return typeof scope === 'string' ? parseScopes(scope).scopes : []
}

function wordsOfScope(scope: ScopeUri): string {
  const incoming = clientIncoming.from(scope)
  if (incoming !== undefined) return `receive calls as ${quote(incoming.clientName)}`
  const outgoing = clientOutgoing.from(scope)
  if (outgoing !== undefined) {
    const { appSid, clientName, appParams } = outgoing
    return `place calls through ${quote(appSid)}${suffix('as', clientName)}${wordsOfForm(appParams)}`
  }
  const stream = eventStream.from(scope)
  if (stream !== undefined) {
    return `hear the events of ${quote(stream.path)}${wordsOfForm(stream.params ?? stream.appParams)}`
  }
  if (clientPresence.from(scope)?.enabled === 'False') return 'stay out of presence'
  return `use ${quote(formatScope(scope))}`
}

function wordsOfForm(form: FlatForm | undefined): string {
  const fields = Object.entries(form ?? {})
  if (fields.length === 0) return ''
  const words = fields.map(
    ([name, value]) => `${quote(name)} = ${[value].flat().map(quote).join(', ')}`,
  )
  return `, with ${words.join(' and ')}`
}

function suffix(word: string, value: unknown): string {
  return value === undefined ? '' : ` ${word} ${quote(value)}`
}

function membersOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return isPlainObject(value) ? Object.entries(value) : []
}

function wordsOfGrant([name, grant]: readonly [string, unknown]): readonly string[] {
  if (name === 'identity') return [`be known as ${quote(grant)}`]
  if (!isPlainObject(grant)) return []
  const own = (member: string): unknown => ownOf(grant, member)
  switch (name) {
    case 'voice':
      return wordsOfVoice(grant)
    case 'video':
      return [own('room') === undefined ? 'join any room' : `join the room ${quote(own('room'))}`]
    case 'chat':
      return [`chat${suffix('in', own('service_sid'))}`]
    case 'data_sync':
      return [`sync${suffix('with', own('service_sid'))}`]
    case 'task_router':
      return [`work${suffix('as', own('worker_sid'))}${suffix('in', own('workspace_sid'))}`]
    case 'player':
      return ['play a stream']
    default:
      return [`use the grant ${quote(name)}`]
  }
}

function wordsOfVoice(grant: JsonObject): readonly string[] {
  const incoming = ownOf(grant, 'incoming')
  const outgoing = ownOf(grant, 'outgoing')
  const words: string[] = []
  if (isPlainObject(incoming) && ownOf(incoming, 'allow') === true) words.push('receive calls')
  if (isPlainObject(outgoing)) {
    const sid = ownOf(outgoing, 'application_sid')
    words.push(`place calls${suffix('through', sid)}${suffix('with', ownOf(outgoing, 'params'))}`)
  }
  return words.length === 0 ? ['neither receive nor place calls'] : words
}

function policiesOf(payload: JsonObject): readonly JsonObject[] {
  const policies = ownOf(payload, 'policies')
  return Array.isArray(policies) ? policies.filter(isPlainObject) : []
}

function wordsOfPolicy(policy: JsonObject): string {
  const words = `${plain(ownOf(policy, 'method'))} ${quote(ownOf(policy, 'url'))}`
  return ownOf(policy, 'allow') === true ? words : `never ${words}`
}

/** A method needs no quotes; anything else gets them. */
function plain(value: unknown): string {
  return typeof value === 'string' && /^[A-Z]+$/.test(value) ? value : quote(value)
}
