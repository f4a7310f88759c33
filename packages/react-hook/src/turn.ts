import type { TokenManager } from '@grantline/core/client'

// A manager has one identity, and a component may need another before React has committed it: a
// component that waits in a transition, or above which nothing was ever shown, is never committed
// without its token. So whoever waits turns the manager to the identity that it was rendered with;
// unless that is committed soon, the one that is on the page gets the manager back.

/** An identity that a provider on the page has named; another object each time. */
interface Name {
  readonly identity: string | undefined
}

/** By manager, in the order of the providers' coming; the last one counts. */
const names = new WeakMap<object, readonly Name[]>()

/** The identity that a manager was turned to and that is not on the page yet. */
const turned = new WeakMap<object, { readonly to: string | undefined }>()

/** ms that React may take to put on the page what a wait ended with, or its error. */
const GRACE = 1000

/** Notes whom a provider names; to be called before any effect that may ask for a token. */
export function nameIdentity(manager: TokenManager, identity: string | undefined): () => void {
  const mine = { identity }
  names.set(manager, [...(names.get(manager) ?? []), mine])
  return () => {
    const others = names.get(manager)?.filter((name) => name !== mine)
    names.set(manager, others ?? [])
  }
}

function nameOf(manager: object): Name | undefined {
  return names.get(manager)?.at(-1)
}

/** Brings a manager to an identity that was committed; the same one again would undo a logout. */
export function settle<Meta>(manager: TokenManager<Meta>, identity: string | undefined): void {
  turned.delete(manager)
  if (manager.identity !== identity) manager.setIdentity(identity)
}

/** The same for what was on the page before: it does not take the manager from who is to come. */
export function resettle<Meta>(manager: TokenManager<Meta>, identity: string | undefined): void {
  const coming = turned.get(manager)
  if (!coming || coming.to === identity) settle(manager, identity)
}

/** Whether a manager is good for those below a provider that names an identity. */
export function isSettled(manager: TokenManager): boolean {
  const current = nameOf(manager)
  if (!current) return true
  resettle(manager, current.identity)
  return manager.identity === current.identity
}

/**
 * Turns a manager to the identity that a component needs in order to be rendered at all; one that is
 * being turned already is waited for. The promise never rejects.
 */
export function turnTo<Meta>(
  manager: TokenManager<Meta>,
  identity: string | undefined,
): Promise<void> {
  const ms = manager.suspense.timeout * 1000
  const before = nameOf(manager)
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      manager.events.removeEventListener('identity', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    // To subscribe would fetch for whoever is there now.
    manager.events.addEventListener('identity', end)
    // Not in a render, and after a commit: where there was one, who waits is rendered again.
    setTimeout(() => {
      if (nameOf(manager) !== before) end()
      else if (manager.identity !== identity && !turned.has(manager)) turn(manager, identity, ms)
    }, 0)
  })
}

function turn<Meta>(manager: TokenManager<Meta>, to: string | undefined, ms: number): void {
  const mine = { to }
  turned.set(manager, mine)
  manager.setIdentity(to)
  const { epoch } = manager.snapshot
  // Later than the wait ends: its error has to be thrown for the same identity.
  setTimeout(() => {
    if (turned.get(manager) !== mine) return
    turned.delete(manager)
    const current = nameOf(manager)
    // Whoever named another one meanwhile knows better.
    if (!current || manager.identity !== to) return
    const now = manager.snapshot
    settle(manager, current.identity)
    // Signed out meanwhile; the two at once fetch nothing.
    if (now.epoch !== epoch && now.status === 'idle') manager.logout({ broadcast: false })
  }, ms + GRACE)
}
