declare global {
  /** Sets the clocks of a page under test ahead, ms. */
  var leap: ((ms: number) => void) | undefined
}

/** Runs in the page, before its own scripts: lets it wake up later than it thinks. */
export function leapingClocks(): void {
  const wall = Date.now.bind(Date)
  const mono = performance.now.bind(performance)
  let ahead = 0
  Date.now = () => wall() + ahead
  performance.now = () => mono() + ahead
  globalThis.leap = (ms) => {
    ahead += ms
  }
}
