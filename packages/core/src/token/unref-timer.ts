/** Node keeps a process alive for a timer; watching is no reason to stay. */
export function unrefTimer(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) {
    const { unref: release } = timer
    if (typeof release === 'function') release.call(timer)
  }
}
