import type { TokenManager } from '@grantline/core/client'

// A manager has one identity, and a component may need another before React has committed it: a
// component that waits in a transition, or above which nothing was ever shown, is never committed
// without its token. So whoever waits turns the manager to the identity that it was rendered with;
// unless that is committed soon, the one that is on the page gets the manager back.

/** The identity that a provider on the page has named, by manager; another object each time. */
const named = new WeakMap<object, { readonly identity: string | undefined }>()

/** The identity that a manager was turned to and that is not on the page yet. */
const turned = new WeakMap<object, { readonly to: string | undefined }>()

const turns = new WeakMap<object, Map<string | undefined, Promise<void>>>()

/** Notes whom a provider names; to be called before any effect that may ask for a token. */
export function nameIdentity(manager: TokenManager, identity: string | undefined): () => void {
  const mine = { identity }
  named.set(manager, mine)
  return () => {
    if (named.get(manager) === mine) named.delete(manager)
  }
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
  const current = named.get(manager)
  if (!current) return true
  resettle(manager, current.identity)
  return manager.identity === current.identity
}

/**
 * Turns a manager to the identity that a component needs in order to be rendered at all; one that is
 * being turned already is waited for. One promise for all who wait, and it never rejects.
 */
export function turnTo<Meta>(
  manager: TokenManager<Meta>,
  identity: string | undefined,
): Promise<void> {
  const waiting = turns.get(manager) ?? new Map<string | undefined, Promise<void>>()
  turns.set(manager, waiting)
  const known = waiting.get(identity)
  if (known) return known
  const begun = startTurn(manager, identity).then(() => void waiting.delete(identity))
  waiting.set(identity, begun)
  return begun
}

function startTurn<Meta>(manager: TokenManager<Meta>, identity: string | undefined): Promise<void> {
  const ms = manager.suspense.timeout * 1000
  const before = named.get(manager)
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
      if (named.get(manager) !== before) end()
      else if (manager.identity !== identity && !turned.has(manager)) turn(manager, identity, ms)
    }, 0)
  })
}

function turn<Meta>(manager: TokenManager<Meta>, to: string | undefined, ms: number): void {
  const mine = { to }
  turned.set(manager, mine)
  manager.setIdentity(to)
  setTimeout(() => {
    if (turned.get(manager) !== mine) return
    turned.delete(manager)
    const current = named.get(manager)
    if (current) settle(manager, current.identity)
  }, ms)
}
