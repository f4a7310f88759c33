import {
  BlobPermission,
  RepoPermission,
  RpcPermission,
  ScopePermissions,
} from '@atproto/oauth-scopes'
import { entryOf, type Held, type RuleBook } from './rule-book.ts'
import type { Question, Rule } from './rules.ts'

const TYPES =
  'its fixed types instead: rpc for dialling, blob for rooms, repo for messages; rooms have one level and may be ".."'

/** atproto's own way: every scope is parsed anew by each question. */
export const atprotoRules: RuleBook = {
  name: '@atproto/oauth-scopes',
  differs: `${TYPES}; parses the scopes of that type for every question`,
  textOf,
  prepare: (questions) => {
    const asked = questions.map(askedOf)
    const hold = (text: string): Held => {
      const permissions = new ScopePermissions(text)
      return {
        allows: (index) => ask(permissions, entryOf(asked, index)),
        explain: (index) => {
          try {
            return require(permissions, entryOf(asked, index))
          } catch (error) {
            return (error as Error).message
          }
        },
      }
    }
    return { hold, read: (text, index) => hold(text).allows(index) }
  },
}

/** The same with the parsed permissions kept, as its classes allow. */
export const atprotoParsed: RuleBook = {
  name: '@atproto/oauth-scopes, parsed permissions kept',
  differs: `${TYPES}; the list of permissions is ours`,
  textOf,
  prepare: (questions) => {
    const asked = questions.map(askedOf)
    return {
      hold: (text) => {
        const permissions = readPermissions(text)
        return { allows: (index) => askParsed(permissions, entryOf(asked, index)) }
      },
    }
  },
}

/** A claim as parsed permissions. */
export function readPermissions(text: string): readonly Permission[] {
  return text
    .split(' ')
    .map(
      (scope) =>
        RpcPermission.fromString(scope) ??
        BlobPermission.fromString(scope) ??
        RepoPermission.fromString(scope),
    )
    .filter((permission) => permission !== null)
}

type Permission = RpcPermission | BlobPermission | RepoPermission

type Asked =
  | { readonly type: 'rpc'; readonly options: { lxm: string; aud: string } }
  | { readonly type: 'blob'; readonly options: { mime: `${string}/${string}` } }
  | {
      readonly type: 'repo'
      readonly options: { collection: string; action: 'create' | 'update' | 'delete' }
    }

function ask(permissions: ScopePermissions, asked: Asked): boolean {
  if (asked.type === 'rpc') return permissions.allowsRpc(asked.options)
  if (asked.type === 'blob') return permissions.allowsBlob(asked.options)
  return permissions.allowsRepo(asked.options)
}

function require(permissions: ScopePermissions, asked: Asked): void {
  if (asked.type === 'rpc') permissions.assertRpc(asked.options)
  else if (asked.type === 'blob') permissions.assertBlob(asked.options)
  else permissions.assertRepo(asked.options)
}

function askParsed(permissions: readonly Permission[], asked: Asked): boolean {
  for (const permission of permissions) {
    if (permission instanceof RpcPermission) {
      if (asked.type === 'rpc' && permission.matches(asked.options)) return true
    } else if (permission instanceof BlobPermission) {
      if (asked.type === 'blob' && permission.matches(asked.options)) return true
    } else if (asked.type === 'repo' && permission.matches(asked.options)) return true
  }
  return false
}

function textOf(rules: readonly Rule[]): string {
  return rules.map(scopeOf).join(' ')
}

function scopeOf(rule: Rule): string {
  if (rule.kind === 'dial') {
    return `rpc:${rule.app}?aud=${callerOf(rule.name).replace('#', '%23')}`
  }
  if (rule.kind === 'join') return `blob:${'under' in rule ? `${rule.under}/*` : rule.room}`
  const actions = rule.actions.map((action) => `action=${action}`).join('&')
  return `repo:${rule.channel}?${actions}`
}

/** An audience is a service of a DID. */
function callerOf(name: string): string {
  return `did:web:${name}.example#call`
}

function askedOf(question: Question): Asked {
  if (question.kind === 'dial') {
    return { type: 'rpc', options: { lxm: question.app, aud: callerOf(question.name) } }
  }
  if (question.kind === 'join') {
    return { type: 'blob', options: { mime: question.room as `${string}/${string}` } }
  }
  const { channel: collection, action } = question
  return { type: 'repo', options: { collection, action } }
}
