import { kindOf } from '../kind-of.ts'

/** @throws {TypeError} unless the value is a NumericDate (RFC 7519 §2) */
export function requireDate(owner: string, option: string, date: number): number {
  if (Number.isFinite(date)) return date
  throw new TypeError(
    `${owner}: "${option}" must be seconds since 1970, a finite number, not ${kindOf(date)}`,
  )
}
