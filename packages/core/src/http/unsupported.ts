/**
 * Refuses options that have a name but no implementation yet: a security option must not pass
 * silently.
 *
 * @throws {TypeError} naming the option
 */
export function rejectUnsupported(owner: string, options: object, names: readonly string[]): void {
  for (const name of names) {
    if (Object.hasOwn(options, name)) {
      throw new TypeError(`${owner}: the option "${name}" is not supported yet; leave it out`)
    }
  }
}
