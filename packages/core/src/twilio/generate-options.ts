import { rejectUnknownOptions } from '../options.ts'

/** Life of a token, in seconds from now; `expires` is the Python library's name for it. */
export interface GenerateOptions {
  readonly ttl?: number
  readonly expires?: number
}

/**
 * The life asked for under either name, `undefined` for the default one.
 *
 * @throws {TypeError} when both are given
 */
export function readLife(options: GenerateOptions): number | undefined {
  rejectUnknownOptions('generate', options, ['ttl', 'expires'])
  if (options.ttl !== undefined && options.expires !== undefined) {
    throw new TypeError('generate: "expires" is another name of "ttl"; give one of them')
  }
  const { expires, ttl = expires } = options
  return ttl
}
