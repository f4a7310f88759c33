import { Window } from 'happy-dom'
import { VirtualTime, type VirtualTimer } from '../virtual-time.ts'

/** A page that somebody looks at, on a clock of its own. */
export interface Page {
  readonly time: VirtualTime
  /** The element that is rendered into. */
  readonly root: Element
  /** The user looks away, and comes back after so many seconds. */
  readonly leave: (seconds: number) => Promise<void>
}

/** React renders some turns of the loop after a state was set. */
const TURNS = 6
/** When it begins, ms since 1970. */
const START = 1_800_000_000_000

/**
 * Makes this process a page, for good: `window`, `document`, timers and `Date.now` are replaced, so
 * that hours of it pass in moments. To be called before anything is imported that looks for them.
 */
export function becomePage(): Page {
  const time = new VirtualTime(TURNS)
  const window = new Window({ url: 'https://app.example/' })
  let isSeen = true
  Object.defineProperty(window.document, 'visibilityState', {
    get: () => (isSeen ? 'visible' : 'hidden'),
  })
  const { document, navigator, location, localStorage, HTMLElement, HTMLIFrameElement } = window
  const globals = { window, document, navigator, location, localStorage }
  replace(globalThis, { ...globals, HTMLElement, HTMLIFrameElement, ...timersOf(time) })
  replace(window, {
    requestAnimationFrame: (callback: (now: number) => void) =>
      time.after(16, () => callback(time.now)),
  })
  replace(Date, { now: () => START + time.now })
  const root = document.createElement('main')
  document.body.append(root)

  return {
    time,
    root: root as unknown as Element,
    async leave(seconds) {
      show(false)
      await time.run(time.now + seconds * 1000)
      show(true)
      window.dispatchEvent(new window.Event('focus'))
      await time.run(time.now + 2000)
    },
  }

  function show(seen: boolean): void {
    isSeen = seen
    document.dispatchEvent(new window.Event('visibilitychange', { bubbles: true }))
  }
}

function timersOf(time: VirtualTime): object {
  type Callback = (...args: unknown[]) => void
  const repeat = (timer: { next?: VirtualTimer }, run: () => void, ms: number): void => {
    timer.next = time.after(ms, () => {
      repeat(timer, run, ms)
      run()
    })
  }
  const cancel = (timer: { next?: VirtualTimer } | undefined): void => time.cancel(timer?.next)
  return {
    setTimeout: (callback: Callback, ms: unknown, ...args: unknown[]) => ({
      next: time.after(delayOf(ms), () => callback(...args)),
    }),
    setInterval: (callback: Callback, ms: unknown, ...args: unknown[]) => {
      const timer = {}
      repeat(timer, () => callback(...args), Math.max(delayOf(ms), 1))
      return timer
    },
    clearTimeout: cancel,
    clearInterval: cancel,
  }
}

/** As in a browser anything may be given: SWR gives the event that its listener was called with. */
function delayOf(ms: unknown): number {
  const delay = Number(ms)
  return delay > 0 ? delay : 0
}

function replace(target: object, values: object): void {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true })
  }
}
