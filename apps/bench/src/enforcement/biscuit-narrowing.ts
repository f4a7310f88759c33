import { askToken, openBiscuit, withToken } from './biscuit.ts'
import { biscuitText, questionOf } from './biscuit-rules.ts'
import { KEPT_ROOM, type Narrowing } from './narrowing.ts'
import { tenRules } from './rules.ts'

/** Whoever holds the token appends a block with a check. */
export async function biscuitNarrowing(): Promise<Narrowing> {
  const biscuit = await openBiscuit()
  const { module, verifying } = biscuit
  const parent = module.Biscuit.fromBase64(biscuitText(biscuit, tenRules(0)), verifying)
  return {
    name: '@biscuit-auth/biscuit-wasm',
    differs: 'WebAssembly; whoever holds the token appends a check, and all ten rules stay in it',
    narrow: () => {
      const block = module.Biscuit.block_builder()
      // A check is used up by its block, and a block by its token.
      const check = module.Check.fromString('check if ask({room})')
      check.set('room', KEPT_ROOM)
      block.addCheck(check)
      const token = parent.appendBlock(block)
      const text = token.toBase64()
      token.free()
      return text
    },
    ask: (text, room) => {
      const question = questionOf(biscuit, { kind: 'join', room })
      try {
        return withToken(biscuit, text, (token) => askToken(biscuit, token, question)) === undefined
      } finally {
        question.free()
      }
    },
  }
}
