import { kindOf } from '../kind-of.ts'

/** What the first two letters of a SID stand for. */
const NAMES = {
  AC: 'an account',
  SK: 'an API key',
  AP: 'an application',
  CR: 'a push credential',
  IS: 'a service',
  WS: 'a workspace',
  WK: 'a worker',
  WQ: 'a task queue',
  RL: 'a role',
} as const

/** The kinds of SIDs that tokens name. */
export type SidPrefix = keyof typeof NAMES

// No slash, dot or star: SIDs become parts of URLs in policies.
const REST = /^[0-9A-Za-z_-]+$/

/** @throws {TypeError} naming the option, the kind it needs and, where it can be told, the kind given */
export function requireSid(
  owner: string,
  option: string,
  value: unknown,
  prefix: SidPrefix,
): string {
  if (typeof value === 'string' && value.startsWith(prefix) && REST.test(value.slice(2))) {
    return value
  }
  throw new TypeError(
    `${owner}: "${option}" must be the SID of ${NAMES[prefix]}, ${prefix} and letters or digits, not ${kindOfSid(value, prefix)}`,
  )
}

function kindOfSid(value: unknown, wanted: SidPrefix): string {
  const prefix = typeof value === 'string' ? value.slice(0, 2) : wanted
  return prefix !== wanted && isPrefix(prefix) ? `that of ${NAMES[prefix]}` : kindOfText(value)
}

/** What was given where text of a certain form must be. */
export function kindOfText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? 'other text' : kindOf(value)
}

function isPrefix(text: string): text is SidPrefix {
  return Object.hasOwn(NAMES, text)
}
