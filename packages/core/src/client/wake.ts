import type { Env } from './env.ts'

/**
 * Listens for everything after which a timer may be overdue: a hidden, slept or disconnected page
 * hears of these long before its timers fire.
 *
 * @returns ends it
 */
export function onWake(
  env: Env,
  listener: (event: { readonly type: string; readonly persisted?: boolean }) => void,
): () => void {
  const each = (method: 'addEventListener' | 'removeEventListener'): void => {
    // React Native has a window without the methods.
    for (const type of ['visibilitychange', 'resume']) env.document?.[method]?.(type, listener)
    for (const type of ['pagehide', 'pageshow', 'online', 'focus'])
      env.window?.[method]?.(type, listener)
  }
  each('addEventListener')
  return () => each('removeEventListener')
}
