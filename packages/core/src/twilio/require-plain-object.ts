import { kindOf } from '../kind-of.ts'
import { isPlainObject } from '../plain-object.ts'
import type { JsonObject } from '../token/json-object.ts'

/** @throws {TypeError} unless the value is an object whose own members are all it has to say */
export function requirePlainObject(owner: string, option: string, value: unknown): JsonObject {
  if (isPlainObject(value)) return value
  throw new TypeError(`${owner}: "${option}" must be a plain object, not ${kindOf(value)}`)
}
