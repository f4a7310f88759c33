import {
  createMongoAbility,
  ForbiddenError,
  subject,
  type MongoAbility,
  type RawRuleOf,
} from '@casl/ability'
import { packRules, unpackRules, type PackRule } from '@casl/ability/extra'
import { entryOf, type Held, type RuleBook } from './rule-book.ts'
import type { Question, Rule } from './rules.ts'

type CaslRule = RawRuleOf<MongoAbility>

/** CASL, its rules packed into a token as its documentation shows. */
export const caslRules: RuleBook = {
  name: '@casl/ability',
  differs: 'rules are JSON with MongoDB conditions; a request may hold more than was asked for',
  textOf: (rules) => JSON.stringify(packRules(rules.map(ruleOf))),
  prepare: (questions) => {
    const asked = questions.map(askedOf)
    const hold = (text: string): Held => {
      const ability = readAbility(text)
      return {
        allows: (index) => {
          const { action, about } = entryOf(asked, index)
          return ability.can(action, about)
        },
        explain: (index) => {
          const { action, about } = entryOf(asked, index)
          return ForbiddenError.from(ability).unlessCan(action, about)?.message
        },
      }
    }
    return { hold, read: (text, index) => hold(text).allows(index) }
  },
}

/** Packed rules as an ability. */
export function readAbility(text: string): MongoAbility {
  return createMongoAbility(unpackRules<CaslRule>(JSON.parse(text) as PackRule<CaslRule>[]))
}

function ruleOf(rule: Rule): CaslRule {
  if (rule.kind === 'dial') {
    return { action: 'dial', subject: 'phone', conditions: { app: rule.app, name: rule.name } }
  }
  if (rule.kind === 'write') {
    const { channel, actions } = rule
    return { action: [...actions], subject: 'message', conditions: { channel } }
  }
  const room = 'under' in rule ? { $regex: below(rule.under) } : rule.room
  return { action: 'join', subject: 'room', conditions: { room } }
}

/** Segments after a folder, none of them empty, `.` or `..`. */
function below(folder: string): string {
  const literal = folder.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
  return String.raw`^${literal}(/(?!\.{1,2}(/|$))[^/]+)+$`
}

interface Asked {
  readonly action: string
  readonly about: ReturnType<typeof subject>
}

function askedOf(question: Question): Asked {
  if (question.kind === 'dial') {
    const { app, name } = question
    return { action: 'dial', about: subject('phone', { app, name }) }
  }
  if (question.kind === 'join') {
    return { action: 'join', about: subject('room', { room: question.room }) }
  }
  const { action, channel } = question
  return { action, about: subject('message', { channel }) }
}
