const CHUNKS: unique symbol = Symbol('grantline.pattern')

/**
 * A path with a wildcard, made by {@link under} or {@link any}; frozen, and opaque but for its
 * text. It takes the separator of the parameter it is written into.
 */
export interface PathPattern {
  readonly [CHUNKS]: readonly string[]
  /** The wire text, for example `acme/**`. */
  toString(): string
}

/**
 * Everything below a prefix, at any depth, but not the prefix itself; without a prefix every path.
 * The prefix is literal, so text from outside cannot become a wildcard.
 *
 * @throws {TypeError} for a prefix that is no string, is empty, or is `.`, `..`, `*` or `**`; when
 *   it is written, for such a segment in it
 *
 * @example
 * ```ts
 * const join = defineCapability('room:join', { room: path() })
 * join({ room: under('acme') }) // room=acme/**
 * ```
 */
export function under(): PathPattern
export function under(prefix: string): PathPattern
export function under(...prefix: string[]): PathPattern {
  return startWith('under', prefix, '**')
}

/**
 * Everything exactly one segment below a prefix; without a prefix every path of one segment. The
 * prefix is literal, so text from outside cannot become a wildcard.
 *
 * @throws {TypeError} for a prefix that is no string, is empty, or is `.`, `..`, `*` or `**`; when
 *   it is written, for such a segment in it
 *
 * @example
 * ```ts
 * const join = defineCapability('room:join', { room: path() })
 * join({ room: any('acme') }) // room=acme/*
 * ```
 */
export function any(): PathPattern
export function any(prefix: string): PathPattern
export function any(...prefix: string[]): PathPattern {
  return startWith('any', prefix, '*')
}

function startWith(owner: string, prefix: readonly string[], wildcard: string): PathPattern {
  // A prefix that went missing must not become every path: only no argument at all means that.
  for (const text of prefix) {
    if (typeof text === 'string' && !isWildcard(text) && !isUnsafe(text)) continue
    throw new TypeError(
      `${owner}: the prefix must be literal text, not "", ".", "..", "*" or "**"; ${owner}() takes none`,
    )
  }
  return makePattern([...prefix, wildcard], '/')
}

/**
 * Makes a pattern of chunks: wildcards, and runs of literal segments with separators in them.
 * A lone chunk `*` or `**` is always the wildcard, since neither is a literal segment.
 */
export function makePattern(chunks: readonly string[], separator: string): PathPattern {
  const text = chunks.join(separator)
  const pattern = { [CHUNKS]: Object.freeze(chunks) }
  const toText = { value: () => text }
  return Object.freeze(Object.defineProperties(pattern, { toString: toText, toJSON: toText }))
}

/** The chunks of a pattern; `undefined` for anything else. */
export function chunksOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, CHUNKS)) return undefined
  return (value as PathPattern)[CHUNKS]
}

/** Whether a segment is a wildcard where wildcards may stand. */
export function isWildcard(segment: string): boolean {
  return segment === '*' || segment === '**'
}

/** Whether a segment has no place in any path: other readers resolve it, or see nothing. */
export function isUnsafe(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..'
}
