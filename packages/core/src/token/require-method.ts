import { kindOf } from '../kind-of.ts'

/** @throws {TypeError} unless the value is left out or an object with that method */
export function requireMethod<Store extends object>(
  owner: string,
  option: string,
  method: keyof Store & string,
  store: Store | undefined,
): Store | undefined {
  if (store === undefined) return undefined
  if (typeof store === 'object' && store !== null && typeof store[method] === 'function')
    return store
  throw new TypeError(
    `${owner}: "${option}" must be a store with a method "${method}", not ${kindOf(store)}`,
  )
}
