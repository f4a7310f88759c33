import {
  TokenManager,
  type FetchToken,
  type TokenManagerOptions,
  type TokenSnapshot,
} from '@grantline/core/client'
import { earlySnapshot, firstSnapshot, IDLE, LOADING } from './first-snapshot.ts'
import { withAgedInitial } from './initial-token.ts'
import { createRegistry, type Lease, type Registry } from './registry.ts'
import { resettle } from './turn.ts'

/** Where the token of a component comes from, as of one render. */
export interface TokenHome<Meta> {
  /** The same for homes that are the same place. */
  readonly key: unknown
  readonly peek: () => TokenManager<Meta> | undefined
  /** Takes a share in the manager; the first one makes it. */
  readonly lease: () => Lease<Meta>
  /** Who the token has to be for; absent when the manager decides. */
  readonly named?: { readonly identity?: string | undefined } | undefined
  readonly fetchToken?: FetchToken<Meta> | undefined
  /** What a server renders, and so what hydration begins with. */
  readonly first: () => TokenSnapshot<Meta>
  /** What is shown until there is a manager. */
  readonly early: () => TokenSnapshot<Meta>
}

/** Managers of all components that pass equal options; what `meta` is, only they know. */
const shared = createRegistry<never>()

/** A manager that somebody else made. */
export function givenHome<Meta>(
  manager: TokenManager<Meta>,
  named?: TokenHome<Meta>['named'],
): TokenHome<Meta> {
  const lease = { manager, release: (): void => {} }
  return {
    key: manager,
    peek: () => manager,
    lease: () => lease,
    named,
    first: () => IDLE,
    early: () => IDLE,
  }
}

/** Functions by number, in order to name them in a key. */
const numbers = new WeakMap<object, number>()
let count = 0

function numberOf(fetchToken: object): number {
  const number = numbers.get(fetchToken) ?? (count += 1)
  numbers.set(fetchToken, number)
  return number
}

/** A manager for all components that ask the same source the same thing for the same identity. */
export function sharedHome<Meta>(options: TokenManagerOptions<Meta>): TokenHome<Meta> {
  const { endpoint, fetchToken, params = {}, identity } = options
  const source = fetchToken ? numberOf(fetchToken) : String(endpoint)
  const tabs = options.tabs ?? !fetchToken
  // oxlint-disable-next-line unicorn/no-array-sort -- the library level of the project has no toSorted
  const pairs = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  const key = JSON.stringify([source, pairs, identity, tabs])
  const registry = shared as unknown as Registry<Meta>
  const make = (): TokenManager<Meta> => new TokenManager(withAgedInitial(options))
  return {
    key,
    peek: () => registry.peek(key),
    lease: () => registry.lease(key, make),
    first: () => firstSnapshot(options),
    early: () => earlySnapshot(options),
  }
}

/** A manager for one component, because two functions cannot be told to be equal. */
export function ownHome<Meta>(
  registry: Registry<Meta>,
  options: TokenManagerOptions<Meta>,
  fetchToken: FetchToken<Meta>,
  latest: { readonly current: TokenHome<Meta> | null },
): TokenHome<Meta> {
  const fetchLatest: FetchToken<Meta> = (context) =>
    (latest.current?.fetchToken ?? fetchToken)(context)
  const make = (): TokenManager<Meta> =>
    new TokenManager({ ...withAgedInitial(options), fetchToken: fetchLatest })
  return {
    key: registry,
    peek: () => registry.peek(''),
    lease: () => registry.lease('', make),
    named: options,
    fetchToken,
    first: () => firstSnapshot(options),
    early: () => earlySnapshot(options),
  }
}

/** What a component may show: never the token of another identity, not even once. */
export function snapshotOf<Meta>(home: TokenHome<Meta>): TokenSnapshot<Meta> {
  const manager = home.peek()
  if (manager === undefined) return home.early()
  return isOfAnother(home, manager) ? LOADING : manager.snapshot
}

/** Brings the manager, if there is one, to the identity that is rendered. */
export function align<Meta>(home: TokenHome<Meta>): void {
  const manager = home.peek()
  // The same identity again would undo a logout.
  if (manager && home.named) resettle(manager, home.named.identity)
}

/** Whether the manager stands at an identity that is not the one rendered. */
export function isAstray<Meta>(home: TokenHome<Meta>): boolean {
  const manager = home.peek()
  return manager !== undefined && isOfAnother(home, manager)
}

function isOfAnother<Meta>({ named }: TokenHome<Meta>, manager: TokenManager<Meta>): boolean {
  return named !== undefined && manager.identity !== named.identity
}
