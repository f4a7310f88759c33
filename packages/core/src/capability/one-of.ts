import type { ParamKind } from './param-kind.ts'

/** A parameter with a fixed vocabulary: the grant says some of its words, a request one. */
export type OneOfKind<Word extends string> = ParamKind<
  Word[],
  Word,
  'constraint',
  false,
  readonly Word[]
>

/**
 * A parameter with a fixed vocabulary: a grant lists the words it allows, a request names one.
 *
 * @throws {TypeError} for no words, and for a word that is empty, repeated or holds a comma
 *
 * @example
 * ```ts
 * const join = defineCapability('room:join', { role: oneOf(['viewer', 'speaker']) })
 * join({ role: ['viewer'] })
 * ```
 */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
): OneOfKind<Words[number]> {
  type Word = Words[number]
  const known = requireWords(words)
  const isKnown = (value: unknown): value is Word => known.includes(value as Word)

  /** The listed words in the definition's order; `undefined` if one is unknown or repeated. */
  const pick = (listed: readonly unknown[]): Word[] | undefined => {
    if (listed.length > known.length) return undefined
    const picked = known.filter((word) => listed.includes(word))
    return picked.length === listed.length ? picked : undefined
  }
  const read = (text: string): Word[] | undefined => pick(text.split(','))

  return Object.freeze<OneOfKind<Word>>({
    role: 'constraint',
    optional: false,
    write: (value) => {
      const picked = Array.isArray(value) ? pick(value) : undefined
      if (picked !== undefined && picked.length > 0) return picked.join(',')
      throw new TypeError(
        `must be a list of one or more of ${known.join(', ')}, none of them twice`,
      )
    },
    read,
    requestProblem: (value) => (isKnown(value) ? undefined : 'malformed_request'),
    matcher: (granted) => {
      const listed = read(granted)
      return (requested) => listed?.includes(requested) === true
    },
    narrows: (child, parent) => {
      const wider = read(parent)
      return read(child)?.every((word) => wider?.includes(word)) === true
    },
  })
}

function requireWords<Word extends string>(words: readonly Word[]): readonly Word[] {
  const known = Array.isArray(words) ? Array.from<Word>(words) : []
  if (known.length > 0 && known.every(isWord) && new Set(known).size === known.length) return known
  throw new TypeError('oneOf: give a list of different words, none of them empty or with a comma')
}

function isWord(word: unknown): boolean {
  return typeof word === 'string' && word !== '' && !word.includes(',')
}
