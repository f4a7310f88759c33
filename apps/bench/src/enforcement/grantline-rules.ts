import {
  allows,
  defineCapability,
  exact,
  formatScopes,
  oneOf,
  parseScopes,
  path,
  under,
  type Capability,
  type Definition,
  type Grant,
} from '@grantline/core'
import { makeKeys, signToken } from '../keys.ts'
import { grantlineVerifier } from '../peers/grantline.ts'
import { claimsWith, headerFor } from '../work.ts'
import { entryOf, type RuleBook } from './rule-book.ts'
import type { Question, Rule } from './rules.ts'

const dialAs = defineCapability('phone:dial', { app: exact(), name: exact() })
/** May join rooms. */
export const join = defineCapability('room:join', { room: path() })
const write = defineCapability('message:write', {
  channel: exact(),
  action: oneOf(['create', 'update', 'delete']),
})

/** The subject of every comparison. */
export const grantlineRules: RuleBook = {
  name: 'grantline',
  textOf: (rules) => formatScopes(rules.map(capabilityOf)),
  prepare: (questions) => {
    const asked = questions.map(askedOf)
    return {
      hold: async (text) => {
        const grant = await grantOf(text)
        return {
          allows: (index) => {
            const { definition, request } = entryOf(asked, index)
            return grant.allows(definition, request)
          },
          explain: (index) => {
            const { definition, request } = entryOf(asked, index)
            const decision = grant.explain(definition, request)
            return decision.allowed ? undefined : decision
          },
        }
      },
      read: (text, index) => {
        const { definition, request } = entryOf(asked, index)
        return parseScopes(text).scopes.some((scope) => allows(scope, definition, request))
      },
    }
  },
}

/** The capability that says a rule. */
export function capabilityOf(rule: Rule): Capability {
  if (rule.kind === 'dial') return dialAs({ app: rule.app, name: rule.name })
  if (rule.kind === 'write') return write({ channel: rule.channel, action: rule.actions })
  return join({ room: 'under' in rule ? under(rule.under) : rule.room })
}

interface Asked {
  readonly definition: Definition
  readonly request: Readonly<Record<string, unknown>>
}

function askedOf(question: Question): Asked {
  const { kind, ...request } = question
  return { definition: { dial: dialAs, join, write }[kind], request }
}

/** The grant of a token with this claim. */
async function grantOf(scope: string): Promise<Grant> {
  const keys = makeKeys('HS256')
  const verifier = await grantlineVerifier(keys)
  return verifier.verify(signToken(keys, headerFor(keys), claimsWith(scope)))
}
