import { entryOf, type Held, type RuleBook } from './rule-book.ts'
import type { Question, Rule } from './rules.ts'

/** Every question is a list of the scopes that would allow it. */
export const splitIncludes: RuleBook = {
  name: "split(' ') and includes",
  differs: 'finds only scopes spelled exactly as it spells them; says nothing of bad ones',
  textOf: (rules) => rules.flatMap(singleScopesOf).join(' '),
  prepare: (questions) => {
    const asked = questions.map(spellingsOf)
    const hold = (text: string): Held => {
      const scopes = text.split(' ')
      return {
        allows: (index) => entryOf(asked, index).some((scope) => scopes.includes(scope)),
      }
    }
    return { hold, read: (text, index) => hold(text).allows(index) }
  },
}

/** What is written in an afternoon: a prefix, and the platform's own parser behind it. */
export const byHand: RuleBook = {
  name: 'prefix and URLSearchParams by hand',
  differs: 'ignores parameters it does not know, takes the first of two, has no limits',
  textOf: (rules) => rules.map(scopeOf).join(' '),
  prepare: (questions) => {
    const hold = (text: string): Held => {
      const scopes = readByHand(text)
      return {
        allows: (index) => {
          const question = entryOf(questions, index)
          if (question.kind === 'join' && !isSafe(question.room)) return false
          return scopes.some(
            (scope) => scope.name === question.kind && fits(scope.params, question),
          )
        },
      }
    }
    return { hold, read: (text, index) => hold(text).allows(index) }
  },
}

interface HandScope {
  readonly name: string
  readonly params: URLSearchParams
}

/** A claim as names with parameters. */
export function readByHand(text: string): readonly HandScope[] {
  return text.split(' ').map((scope) => {
    const [name = '', query] = scope.split('?')
    return { name, params: new URLSearchParams(query) }
  })
}

function fits(params: URLSearchParams, question: Question): boolean {
  if (question.kind === 'dial') {
    return params.get('app') === question.app && params.get('name') === question.name
  }
  if (question.kind === 'write') {
    const actions = params.get('action')?.split(',')
    return params.get('channel') === question.channel && actions?.includes(question.action) === true
  }
  const room = params.get('room')
  if (room?.endsWith('/**')) return question.room.startsWith(room.slice(0, -2))
  return room === question.room
}

function scopeOf(rule: Rule): string {
  const [scope = ''] = rule.kind === 'write' ? [] : singleScopesOf(rule)
  if (rule.kind !== 'write') return scope
  return `write?${new URLSearchParams({ channel: rule.channel, action: rule.actions.join(',') })}`
}

/** One scope for each action, since only a whole one can be found. */
function singleScopesOf(rule: Rule): readonly string[] {
  if (rule.kind === 'dial') return [spell('dial', { app: rule.app, name: rule.name })]
  if (rule.kind === 'join') {
    return [spell('join', { room: 'under' in rule ? `${rule.under}/**` : rule.room })]
  }
  const { channel, actions } = rule
  return actions.map((action) => spell('write', { channel, action }))
}

function spellingsOf(question: Question): readonly string[] {
  if (question.kind !== 'join') {
    const { kind, ...params } = question
    return [spell(kind, params)]
  }
  const { room } = question
  if (!isSafe(room)) return []
  const folders = room.split('/').map((_, depth, all) => all.slice(0, depth).join('/'))
  return [room, ...folders.slice(1).map((folder) => `${folder}/**`)].map((text) =>
    spell('join', { room: text }),
  )
}

function isSafe(room: string): boolean {
  return !/(?:^|\/)\.{0,2}(?:\/|$)/.test(room)
}

function spell(name: string, params: Record<string, string>): string {
  return `${name}?${new URLSearchParams(params)}`
}
