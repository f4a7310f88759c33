import {
  askToken,
  openBiscuit,
  withToken,
  type Biscuit,
  type BiscuitBuilder,
  type BiscuitQuestion,
} from './biscuit.ts'
import { entryOf, type RuleBook } from './rule-book.ts'
import type { Question, Rule } from './rules.ts'

/** Biscuit: the token holds facts, the service says the policy in Datalog. */
export async function biscuitRules(): Promise<RuleBook> {
  const biscuit = await openBiscuit()
  return {
    name: '@biscuit-auth/biscuit-wasm',
    differs:
      'WebAssembly; a Datalog engine answers; reading the text includes its Ed25519 signature',
    textOf: (rules) => biscuitText(biscuit, rules),
    prepare: (questions) => {
      const asked = questions.map((question) => questionOf(biscuit, question))
      return {
        hold: (text) => {
          const token = biscuit.module.Biscuit.fromBase64(text, biscuit.verifying)
          const explain = (index: number): unknown =>
            askToken(biscuit, token, entryOf(asked, index))
          return { allows: (index) => explain(index) === undefined, explain }
        },
        read: (text, index) =>
          withToken(biscuit, text, (token) => askToken(biscuit, token, entryOf(asked, index))) ===
          undefined,
      }
    },
  }
}

/** A signed token of facts. */
export function biscuitText({ module, signing }: Biscuit, rules: readonly Rule[]): string {
  const builder = module.Biscuit.builder()
  for (const rule of rules) addFacts(builder, rule)
  const token = builder.build(signing)
  const text = token.toBase64()
  token.free()
  return text
}

function addFacts(builder: BiscuitBuilder, rule: Rule): void {
  if (rule.kind === 'dial') {
    const { app, name } = rule
    builder.addCodeWithParameters('dial({app}, {name});', { app, name }, {})
  } else if (rule.kind === 'write') {
    const { channel } = rule
    for (const action of rule.actions) {
      builder.addCodeWithParameters('write({channel}, {action});', { channel, action }, {})
    }
  } else if ('under' in rule) {
    builder.addCodeWithParameters('join_under({folder});', { folder: `${rule.under}/` }, {})
  } else {
    builder.addCodeWithParameters('join({room});', { room: rule.room }, {})
  }
}

const POLICIES = {
  dial: 'ask({app}, {name}); allow if ask($app, $name), dial($app, $name);',
  write: 'ask({channel}, {action}); allow if ask($channel, $action), write($channel, $action);',
  join: `ask({room});
    allow if ask($room), join($room);
    allow if ask($room), join_under($folder), $room.starts_with($folder),
      !$room.contains("//"), !$room.contains("/./"), !$room.contains("/../"),
      !$room.ends_with("/"), !$room.ends_with("/."), !$room.ends_with("/..");`,
} as const

/** The question as a fact, and the policy. */
export function questionOf({ module }: Biscuit, question: Question): BiscuitQuestion {
  const { kind, ...params } = question
  const builder = new module.AuthorizerBuilder()
  builder.addCodeWithParameters(POLICIES[kind], params, {})
  return builder
}
