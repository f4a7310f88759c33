import { parseScopes } from '@grantline/core'
import { readPermissions, atprotoRules } from '../../enforcement/atproto-rules.ts'
import { biscuitRules } from '../../enforcement/biscuit-rules.ts'
import { openBiscuit, withToken } from '../../enforcement/biscuit.ts'
import { caslRules, readAbility } from '../../enforcement/casl-rules.ts'
import { grantlineRules } from '../../enforcement/grantline-rules.ts'
import { byHand, readByHand } from '../../enforcement/plain-rules.ts'
import type { RuleBook } from '../../enforcement/rule-book.ts'
import { dialRules } from '../../enforcement/rules.ts'
import type { Contender } from '../../measure/paired.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { asContenders, compareRounds, inTurns, withoutNotes } from './compare-rounds.ts'
import { manyTexts } from './texts.ts'

const PER = 4
const COUNTS = [1, 10, 100]

/** How a book's text is read, without a question. */
interface Reader {
  readonly name: string
  readonly book: RuleBook
  readonly read: (text: string) => unknown
  readonly differs: string
  /** Always the first text, where that makes a difference. @default false */
  readonly isRepeated?: boolean
}

/** Reading what a token carries. */
export const parsePeers: Scenario = {
  name: 'parse-peers',
  section: 'enforcement',
  title: 'Reading a scope claim, beside the peers',
  about:
    'claims of 1, 10 and 100 scopes with two values each, thousands in turn, so that hardly one is met again; the times are for one claim',
  differs: [
    'Grantline checks every character, escape, repetition and limit, and freezes what it returns.',
    'What is read is nearly the same length in all, but for CASL (JSON) and Biscuit (signed and base64url).',
  ],
  plots: [
    {
      kind: 'lines',
      title: 'Reading a claim, by the number of its scopes',
      x: 'scopes in the claim',
      y: 'µs',
      isLogarithmic: true,
    },
  ],
  run: async (effort) => {
    const readers = await allReaders()
    const figures: Figure[] = []
    for (const count of COUNTS) {
      const contenders = asContenders(readers.map((reader) => readingOf(reader, count)))
      const named = figures.length === 0 ? contenders : withoutNotes(contenders)
      const options = { column: String(count), per: PER, isShort: true }
      // oxlint-disable-next-line no-await-in-loop -- measured one after the other
      figures.push(...(await compareRounds(named, options, effort)))
    }
    return figures
  },
}

function readingOf({ name, book, read, differs, isRepeated }: Reader, count: number): Contender {
  const texts = manyTexts(book, (user) => dialRules(count, user))
  return { name, differs, run: inTurns(isRepeated === true ? texts.slice(0, 1) : texts, PER, read) }
}

/** Whoever reads a text, with how. */
export async function allReaders(): Promise<readonly Reader[]> {
  const [biscuit, book] = [await openBiscuit(), await biscuitRules()]
  return [
    { name: 'grantline', book: grantlineRules, read: parseScopes, differs: 'every claim is new' },
    {
      name: 'grantline, one claim',
      book: grantlineRules,
      read: parseScopes,
      differs: 'remembered, as far as it has at most 1024 characters',
      isRepeated: true,
    },
    {
      name: '@atproto/oauth-scopes',
      book: atprotoRules,
      read: readPermissions,
      differs: 'checks names and services by their types; no limits',
    },
    {
      name: '@casl/ability',
      book: caslRules,
      read: readAbility,
      differs: 'packed rules in JSON; conditions are compiled when first asked',
    },
    {
      name: 'split and URLSearchParams',
      book: byHand,
      read: readByHand,
      differs: 'checks nothing',
    },
    {
      name: '@biscuit-auth/biscuit-wasm',
      book,
      read: (text) => withToken(biscuit, text, (token) => token.countBlocks()),
      differs: 'WebAssembly; verifies the Ed25519 signature of the text',
    },
  ]
}
