/** What may be done to a message. */
export type Action = 'create' | 'update' | 'delete'

/** One thing that a token grants, in nobody's own form. */
export type Rule =
  | { readonly kind: 'dial'; readonly app: string; readonly name: string }
  | { readonly kind: 'join'; readonly room: string }
  | { readonly kind: 'join'; readonly under: string }
  | { readonly kind: 'write'; readonly channel: string; readonly actions: readonly Action[] }

/** One thing that is asked of a token. */
export type Question =
  | { readonly kind: 'dial'; readonly app: string; readonly name: string }
  | { readonly kind: 'join'; readonly room: string }
  | { readonly kind: 'write'; readonly channel: string; readonly action: Action }

/**
 * Ten rules of three kinds. Two users differ in one of them, so that no two claims are the same.
 *
 * @param user - a number from 0
 */
export function tenRules(user: number): readonly Rule[] {
  return [
    { kind: 'dial', app: 'com.acme.sales', name: 'alice' },
    { kind: 'dial', app: 'com.acme.help', name: 'support' },
    { kind: 'dial', app: 'com.acme.billing', name: 'alice' },
    { kind: 'dial', app: 'com.acme.parts', name: 'support' },
    { kind: 'join', under: 'acme' },
    { kind: 'join', room: 'hall/stage' },
    { kind: 'join', room: 'hall/foyer' },
    { kind: 'write', channel: `com.acme.own${user}`, actions: ['create', 'update', 'delete'] },
    { kind: 'write', channel: 'com.acme.board', actions: ['create'] },
    { kind: 'write', channel: 'com.acme.news', actions: ['create', 'update'] },
  ]
}

/** So many rules of one kind. */
export function dialRules(count: number, user: number): readonly Rule[] {
  return Array.from({ length: count }, (_, index) => {
    return { kind: 'dial', app: `com.acme.app${index}u${user}`, name: 'alice' }
  })
}

/** What the rules of {@link tenRules} say to a question. */
export interface Case {
  readonly about: string
  readonly question: Question
  readonly isAllowed: boolean
}

/** What is measured: half of it is allowed, by the first rule, by the last and between. */
export const ROUND: readonly Case[] = [
  yes('the first rule', { kind: 'dial', app: 'com.acme.sales', name: 'alice' }),
  yes('one in the middle', { kind: 'dial', app: 'com.acme.parts', name: 'support' }),
  yes('a room below a folder', { kind: 'join', room: 'acme/standup' }),
  yes('a room by its name', { kind: 'join', room: 'hall/foyer' }),
  yes('the only action', { kind: 'write', channel: 'com.acme.board', action: 'create' }),
  yes('the last rule', { kind: 'write', channel: 'com.acme.news', action: 'update' }),
  no('another app', { kind: 'dial', app: 'com.acme.none', name: 'alice' }),
  no('the app of one and the name of another', {
    kind: 'dial',
    app: 'com.acme.help',
    name: 'alice',
  }),
  no('a room elsewhere', { kind: 'join', room: 'other/standup' }),
  no('a folder that begins alike', { kind: 'join', room: 'acmeevil/standup' }),
  no('another action', { kind: 'write', channel: 'com.acme.news', action: 'delete' }),
  no('another channel', { kind: 'write', channel: 'com.acme.none', action: 'create' }),
]

function yes(about: string, question: Question): Case {
  return { about, question, isAllowed: true }
}

function no(about: string, question: Question): Case {
  return { about, question, isAllowed: false }
}
