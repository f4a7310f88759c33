import { isPlainObject } from '../../plain-object.ts'
import type { FlatForm } from '../../scope/form.ts'
import { parseScopes } from '../../scope/parse.ts'
import type { ScopeUri } from '../../scope/scope-uri.ts'
import { ownOf } from '../../token/claims.ts'
import type { JsonObject } from '../../token/json-object.ts'
import type { GrantName } from '../access/access-shapes.ts'
import type { AccessTokenGrants, NamedGrant } from '../access/read-access-grants.ts'
import { clientIncoming, clientOutgoing, clientPresence, eventStream } from '../definitions.ts'
import { namedGrants } from './named-grants.ts'
import type { OpenedTwilioToken } from './open-token.ts'
import { quote } from './quote.ts'

/** What a token lets its bearer do, a phrase each, in its own order. */
export function allowedWords(token: OpenedTwilioToken): readonly string[] {
  const { kind, payload } = token
  if (kind === 'access') return namedGrants(token).flatMap(wordsOfGrant)
  if (kind === 'task_router') return policiesOf(payload).map(wordsOfPolicy)
  return kind === 'capability' ? scopesOf(payload).map(wordsOfScope) : []
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
  // Not written as a scope again: raw characters grow by that, and nothing longer can be written.
  return `use ${quote(`${scope.service}:${scope.privilege}`)}${wordsOfForm(scope.params)}`
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

const GRANT_WORDS: {
  readonly [Name in GrantName]: (grant: NonNullable<AccessTokenGrants[Name]>) => readonly string[]
} = {
  voice: ({ incomingAllow, outgoingApplicationSid, outgoingParams }) => {
    const words = incomingAllow === true ? ['receive calls'] : []
    if (outgoingApplicationSid !== undefined) {
      const through = suffix('through', outgoingApplicationSid)
      words.push(`place calls${through}${suffix('with', outgoingParams)}`)
    }
    return words.length === 0 ? ['neither receive nor place calls'] : words
  },
  video: ({ room }) => [room === undefined ? 'join any room' : `join the room ${quote(room)}`],
  chat: ({ serviceSid }) => [`chat in ${quote(serviceSid)}`],
  sync: ({ serviceSid }) => [`sync with ${quote(serviceSid)}`],
  taskRouter: ({ workerSid, workspaceSid }) => [
    `work as ${quote(workerSid)} in ${quote(workspaceSid)}`,
  ],
  playback: () => ['play a stream'],
}

/** Only what the reader reads is said to be allowed. */
function wordsOfGrant([member, value, kind, options]: NamedGrant): readonly string[] {
  if (member === 'identity') return [`be known as ${quote(value)}`]
  if (kind === undefined) return [`use the grant ${quote(member)}`]
  if (options === undefined) return [`use the grant ${quote(member)}, which cannot be read`]
  const words = GRANT_WORDS[kind] as (given: unknown) => readonly string[]
  return words(options)
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
