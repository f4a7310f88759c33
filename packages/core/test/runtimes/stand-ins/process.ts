type Listener = (reason: unknown) => void

const listening = new Map<Listener, (event: Event) => void>()

function on(_event: 'unhandledRejection', listener: Listener): void {
  const hear = (event: Event): void => listener((event as PromiseRejectionEvent).reason)
  listening.set(listener, hear)
  globalThis.addEventListener('unhandledrejection', hear)
}

function off(_event: 'unhandledRejection', listener: Listener): void {
  const hear = listening.get(listener)
  if (hear !== undefined) globalThis.removeEventListener('unhandledrejection', hear)
}

/** How a test on Node hears of a rejection that nothing handled. */
export const process = { on, off }
