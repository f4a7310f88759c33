const CLIENT_NAME = /^[A-Za-z0-9_]+$/

/** @throws {TypeError} naming Twilio's rule, or for an empty name where any is taken */
export function requireClientName(owner: string, name: unknown, anyName: boolean): string {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`${owner}: the client name must be a non-empty string`)
  }
  if (!anyName && !CLIENT_NAME.test(name)) {
    throw new TypeError(
      `${owner}: a client name is made of A-Z a-z 0-9 _ only; { anyClientName: true } lifts this rule`,
    )
  }
  return name
}
