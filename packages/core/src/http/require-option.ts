import { kindOf } from '../kind-of.ts'

/** The makers of what endpoints are given. */
const MAKERS = {
  check: 'createVerifier',
  mint: 'createMinter',
  attenuate: 'createMinter',
  revoke: 'memoryRevocationStore or the like',
} as const

/** @throws {TypeError} unless the value has the method that an endpoint calls */
export function requireOption(
  owner: string,
  option: string,
  method: keyof typeof MAKERS,
  value: unknown,
): void {
  const found: unknown = (value as Readonly<Record<string, unknown>> | undefined)?.[method]
  if (typeof found === 'function') return
  throw new TypeError(
    `${owner}: "${option}" must be made by ${MAKERS[method]}, not ${kindOf(value)}`,
  )
}

/** @throws {TypeError} unless the value is a function */
export function requireFunction(owner: string, option: string, value: unknown): void {
  if (typeof value === 'function') return
  throw new TypeError(`${owner}: "${option}" must be a function, not ${kindOf(value)}`)
}
