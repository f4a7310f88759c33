import type { JWK } from 'jose'
import type { PreparedKey } from '../crypto/contract.ts'
import type { Algorithm } from './algorithm.ts'

/** A key bound to one algorithm for ever. It shows nothing of its material. */
export interface Key {
  readonly alg: Algorithm
  /** Goes into the `kid` header of what it signs (RFC 7515 §4.1.4). */
  readonly kid?: string
  /** A `public` key only verifies. */
  readonly type: 'secret' | 'private' | 'public'
}

/** What a {@link Key} hides. */
export interface KeyMaterial extends PreparedKey {
  readonly key: Key
  readonly jwk: JWK
}

const materials = new WeakMap<object, KeyMaterial>()

/** Makes a key whose material nobody can print. */
export function makeKey(key: Key, material: Omit<KeyMaterial, 'key'>): Key {
  const made = Object.freeze(key)
  materials.set(made, { ...material, key: made })
  return made
}

/** The material of a value that `importKey` or `generateKey` made; `undefined` for anything else. */
export function findMaterial(value: unknown): KeyMaterial | undefined {
  // Nothing is found for what is no object.
  return materials.get(value as object)
}

/** @throws {TypeError} for anything that `importKey` or `generateKey` did not make */
export function materialOf(owner: string, key: Key): KeyMaterial {
  const material = findMaterial(key)
  if (material !== undefined) return material
  throw new TypeError(`${owner}: "keys" must be a key made by importKey or generateKey`)
}
