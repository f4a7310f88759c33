import type { Env } from './env.ts'
import { resolveEndpoint } from './fetch-token.ts'

/**
 * What tabs that may share a token have in common, as the name of their channel and their lock;
 * `undefined` where that cannot be told. DPoP has its place in it, as a bound token is good for those
 * only who hold its key.
 */
export function tabName(
  group: string | true,
  endpoint: string | URL | undefined,
  params: Readonly<Record<string, string>>,
  env: Env,
): string | undefined {
  try {
    const href = endpoint ? resolveEndpoint(endpoint, env).href : null
    // oxlint-disable-next-line unicorn/no-array-sort -- the library level of the project has no toSorted
    const pairs = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
    return `grantline:${JSON.stringify([group, href, pairs, false])}`
  } catch {
    return undefined
  }
}
