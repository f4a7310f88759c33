import { rejectUnknownOptions } from '../options.ts'
import type { ParamKind } from './param-kind.ts'
import { covers } from './path-cover.ts'
import { chunksOf, isUnsafe, isWildcard, makePattern, type PathPattern } from './path-pattern.ts'

/** Settings of {@link path}. */
export interface PathOptions<Separator extends string = string> {
  /**
   * The one character between two segments, not `*`.
   *
   * @default '/'
   */
  readonly separator?: Separator
}

declare const SEPARATOR: unique symbol

/** Stands for what minting takes: a {@link PathPattern}, or text without a wildcard in it. */
export interface PathText<Separator extends string> {
  readonly [SEPARATOR]: Separator
}

/** The texts without a segment `*` or `**`, as far as their types tell. */
export type LiteralPath<Text extends string, Separator extends string> = Text extends Text
  ? string extends Separator
    ? Exclude<Text, '*' | '**'>
    : `${Separator}${Text}${Separator}` extends `${string}${Separator}${'*' | '**'}${Separator}${string}`
      ? never
      : Text
  : never

/** A path: the grant says a literal one or a pattern, a request says a literal one. */
export type PathKind<Separator extends string = '/'> = ParamKind<
  string | PathPattern,
  string,
  'constraint',
  false,
  PathText<Separator>
>

/**
 * A path of segments. A grant holds a literal path, or a pattern made by `under` or `any`; a
 * request is always literal, `*` in it is data.
 *
 * @throws {TypeError} for a separator that is not one character, or is `*`
 *
 * @example
 * ```ts
 * const join = defineCapability('room:join', { room: path() })
 * allows(join({ room: under('acme') }), join, { room: 'acme/standup' }) // true
 * ```
 */
export function path<const Separator extends string = '/'>(
  options: PathOptions<Separator> = {},
): PathKind<Separator> {
  rejectUnknownOptions('path', options, ['separator'])
  const separator = requireSeparator(options.separator ?? '/')
  return Object.freeze<ParamKind<string | PathPattern, string, 'constraint', false>>({
    role: 'constraint',
    optional: false,
    write: (value) => {
      const chunks = chunksOf(value)
      if (chunks === undefined) return writeLiteral(value, separator)
      return chunks
        .map((chunk) => (isWildcard(chunk) ? chunk : writeLiteral(chunk, separator)))
        .join(separator)
    },
    read: (text) => readPath(text, separator),
    isReadable: (text) => isReadablePath(text, separator),
    requestProblem: (value) => {
      if (typeof value !== 'string') return 'malformed_request'
      if (hasUnsafeSegment(value, separator)) return 'unsafe_path'
      return LONE_SURROGATE.test(value) ? 'malformed_request' : undefined
    },
    matcher: (granted) => matcherOf(granted, separator),
    narrows: (child, parent) => covers(parent, child, separator, 'pattern'),
  }) as unknown as PathKind<Separator>
}

/** No scope can spell it; whoever encodes it later gets another path than the one allowed. */
const LONE_SURROGATE = /\p{Surrogate}/u

function requireSeparator(separator: unknown): string {
  const isOne = typeof separator === 'string' && separator.length === 1
  if (isOne && separator !== '*' && !LONE_SURROGATE.test(separator)) return separator
  throw new TypeError('path: "separator" must be one character other than "*"')
}

function writeLiteral(value: unknown, separator: string): string {
  if (typeof value !== 'string') throw new TypeError('must be a string, under() or any()')
  const segments = value.split(separator)
  if (segments.some(isUnsafe)) {
    throw new TypeError('must not have a segment that is empty, "." or ".."')
  }
  if (segments.some(isWildcard)) {
    throw new TypeError(
      'must not have a segment "*" or "**"; wildcards are made by under() and any()',
    )
  }
  return value
}

/** Whether no segment is unsafe, and a `**` is the last one. */
function isReadablePath(text: string, separator: string): boolean {
  if (hasUnsafeSegment(text, separator)) return false
  const open = `**${separator}`
  return !text.startsWith(open) && !text.includes(`${separator}${open}`)
}

function readPath(text: string, separator: string): string | PathPattern | undefined {
  if (!isReadablePath(text, separator)) return undefined
  if (!text.includes('*')) return text
  const chunks: string[] = []
  let isLiteral = false
  for (const segment of text.split(separator)) {
    const wasLiteral = isLiteral
    isLiteral = !isWildcard(segment)
    if (wasLiteral && isLiteral) chunks.push(`${chunks.pop()}${separator}${segment}`)
    else chunks.push(segment)
  }
  return isLiteral && chunks.length === 1 ? text : makePattern(chunks, separator)
}

/** The two common shapes are told without the walk, which takes many times as long. */
function matcherOf(granted: string, separator: string): (requested: string) => boolean {
  const star = granted.indexOf('*')
  if (star === -1) return (requested) => requested === granted
  if (star === granted.length - 2 && granted.endsWith(`${separator}**`)) {
    // No request ends in a separator, so whatever begins like this has a segment more.
    const prefix = granted.slice(0, star)
    // Names differ at their end: one look there saves most comparisons.
    const at = star - 2
    const letter = granted.charCodeAt(at)
    return (requested) => requested.charCodeAt(at) === letter && requested.startsWith(prefix)
  }
  return (requested) => covers(granted, requested, separator, 'literal')
}

function hasUnsafeSegment(text: string, separator: string): boolean {
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf(separator, start)
    const end = found === -1 ? text.length : found
    // Only a short segment can be one; taking every segment out would be slow.
    if (end - start < 3 && isUnsafe(text.slice(start, end))) return true
    start = end + 1
  }
  return false
}
