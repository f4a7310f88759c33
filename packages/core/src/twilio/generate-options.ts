import { rejectUnknownOptions } from '../options.ts'

/** Life of a token, in seconds from now; `expires` is the Python library's name for `ttl`. */
export type GenerateOptions =
  | { readonly ttl?: number; readonly expires?: never }
  | { readonly ttl?: never; readonly expires?: number }

/** A life in seconds, not checked yet, and the name that it was given by. */
export type Life = readonly [seconds: number | undefined, option?: string]

/**
 * The life asked for under either name.
 *
 * @throws {TypeError} when both are given
 */
export function readLife(options: GenerateOptions): Life {
  rejectUnknownOptions('generate', options, ['ttl', 'expires'])
  const { ttl, expires } = options
  if (expires === undefined) return [ttl]
  if (ttl === undefined) return [expires, 'expires']
  throw new TypeError('generate: "expires" is another name of "ttl"; give one of them')
}
