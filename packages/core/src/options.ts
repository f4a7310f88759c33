/**
 * Refuses options nobody reads: a misspelt `revocation` must not pass for a working one.
 *
 * @throws {TypeError} naming the unknown option and the known ones
 */
export function rejectUnknownOptions(
  owner: string,
  options: object,
  known: readonly string[],
): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${owner}: give an object; it takes ${known.join(', ')}`)
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    throw new TypeError(`${owner}: unknown option "${name}"; known are ${known.join(', ')}`)
  }
}
