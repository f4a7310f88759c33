import { tokensOf, type Token } from './tokens.ts'

/** A call in a snippet, by the last part of its name; setting a property is one too. */
export interface Call {
  readonly name: string
  readonly args: readonly Value[]
  /** Arguments by name, and the pairs of a hash without braces. */
  readonly named: Readonly<Record<string, Value>>
}

/** What an argument can be: written out, or made by a call or kept in a variable before. */
export type Value =
  | string
  | number
  | boolean
  | readonly Value[]
  | { readonly [key: string]: Value }
  | { readonly madeBefore: true }

const MADE_BEFORE = { madeBefore: true } as const
const TRUTHS = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
])

/**
 * The calls of a snippet in the order in which they happen.
 *
 * @throws {Error} for what such snippets do not hold
 */
export function callsOf(code: string): Call[] {
  const tokens = tokensOf(code)
  const calls: Call[] = []
  let at = 0

  const isAt = (value: string, ahead = 0): boolean => {
    const token = tokens[at + ahead]
    return token !== undefined && token.kind === 'mark' && token.value === value
  }
  const skip = (value: string): boolean => {
    if (!isAt(value)) return false
    at += 1
    return true
  }
  const take = (): Token => {
    const token = tokens[at]
    if (token === undefined) throw new Error('the snippet ends too early')
    at += 1
    return token
  }

  function readValue(): Value {
    if (skip('[')) return readList(']')
    if (skip('{')) return readList('}')
    const token = take()
    if (token.kind === 'text' || token.kind === 'number') return token.value
    if (token.kind === 'mark') throw new Error(`a value cannot begin with ${token.value}`)
    if (token.value === 'new' || token.value === 'const') return readValue()
    if (token.value === 'array' && skip('(')) return readList(')')
    return TRUTHS.get(token.value) ?? readPath(token.value)
  }

  function readList(end: string): Value {
    const { args, named } = readArguments(end)
    return Object.keys(named).length > 0 || end === '}' ? named : args
  }

  function readArguments(end: string): Pick<Call, 'args' | 'named'> {
    const args: Value[] = []
    const named: Record<string, Value> = {}
    while (!skip(end)) {
      if (['=>', ':', '='].some((mark) => isAt(mark, 1))) {
        const key = String(take().value)
        at += 1
        named[key] = readValue()
      } else args.push(readValue())
      if (!skip(',') && !isAt(end)) throw new Error(`a comma or ${end} is missing`)
    }
    return { args, named }
  }

  /** A variable, or whatever is called on one; the calls are kept, what they return is not. */
  function readPath(first: string): Value {
    let parts = [first]
    let isMember = false
    while (skip('.') || skip('->') || isAt('(')) {
      if (skip('(')) {
        calls.push({ name: calledName(parts), ...readArguments(')') })
        parts = []
      } else parts.push(String(take().value))
      isMember = parts.length > 0
    }
    // Ruby calls without parentheses.
    const args = skip('=') ? [readValue()] : []
    if (isMember) calls.push({ name: calledName(parts), args, named: {} })
    return MADE_BEFORE
  }

  while (at < tokens.length) if (!skip(';')) readValue()
  return calls
}

/** The last part of a name; of `Library::Thing.new` it is `Thing`. */
function calledName(parts: readonly string[]): string {
  const path = parts.at(-1) === 'new' ? parts.slice(0, -1) : parts
  return path.at(-1)?.split(/::|\\/).at(-1) ?? ''
}
