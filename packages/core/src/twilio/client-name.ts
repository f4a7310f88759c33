import { requireText } from '../require.ts'

const CLIENT_NAME = /^[A-Za-z0-9_]+$/

/** @throws {TypeError} naming Twilio's rule, or for an empty name where any is taken */
export function requireClientName(owner: string, value: unknown, anyName: boolean): string {
  const name = requireText(owner, 'clientName', value)
  if (!anyName && !CLIENT_NAME.test(name)) {
    throw new TypeError(
      `${owner}: "clientName" must be made of A-Z a-z 0-9 _ only; { anyClientName: true } lifts this rule`,
    )
  }
  return name
}
