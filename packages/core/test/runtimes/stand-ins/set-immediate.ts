const later = globalThis.setTimeout

/**
 * Runs a callback once all that is settled by now has run. A page holds timers back after a few, and
 * has tasks; a worker has no tasks, and holds nothing back.
 */
export function setImmediate(callback: () => void): void {
  if ('scheduler' in globalThis && 'postTask' in scheduler) void scheduler.postTask(callback)
  else later(callback, 0)
}
