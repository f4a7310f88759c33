/**
 * Does one piece of work under one line: its name at the start, the time it took at the end. When it
 * fails, what was hidden is shown, and the last line says what to do.
 *
 * @template T
 * @param {string} name
 * @param {string} remedy what to do when it fails, one sentence
 * @param {() => Promise<T>} work
 * @returns {Promise<{ ok: true, value: T } | { ok: false }>}
 */
export async function step(name, remedy, work) {
  const since = performance.now()
  const label = name.padEnd(10)
  const tick = () => process.stdout.write(`\r${label} ${duration(since)}`)
  process.stdout.write(`${label} `)
  const ticking = process.stdout.isTTY ? setInterval(tick, 1000) : undefined
  try {
    const value = await work()
    process.stdout.write(`${process.stdout.isTTY ? `\r${label} ` : ''}${duration(since)}\n`)
    return { ok: true, value }
  } catch (error) {
    process.stdout.write(
      `failed after ${duration(since)}\n${error instanceof Error ? error.message : String(error)}\n`,
    )
    process.stdout.write(`${name} failed. ${remedy}\n`)
    return { ok: false }
  } finally {
    clearInterval(ticking)
  }
}

/**
 * @param {number} since
 */
function duration(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
