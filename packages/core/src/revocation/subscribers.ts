/** Who wants to hear that something was revoked. */
export interface Subscribers {
  /** @returns how to stop hearing */
  add(subscriber: () => void): () => void
  /** Calls each one; neither what it throws nor what its promise rejects with changes an outcome. */
  callEach(): void
  clear(): void
}

/** @param owner the function that made the store, for messages */
export function createSubscribers(owner: string): Subscribers {
  // Wrapped, so that a function which subscribed twice is called twice and leaves once.
  const held = new Set<{ readonly call: () => unknown }>()
  return {
    add(subscriber) {
      if (typeof subscriber !== 'function') {
        throw new TypeError(`${owner}: "subscribe" takes a function to call after a revocation`)
      }
      const one = { call: subscriber }
      held.add(one)
      return () => void held.delete(one)
    },
    callEach() {
      // Who comes while others are called waits for the next revocation.
      const present = Array.from(held)
      for (const one of present) if (held.has(one)) callSafely(one.call)
    },
    clear: () => held.clear(),
  }
}

function callSafely(call: () => unknown): void {
  try {
    const returned = call()
    if (returned instanceof Promise) returned.catch(() => {})
  } catch {
    // A broken subscriber must not undo a revocation, nor keep the others from it.
  }
}
