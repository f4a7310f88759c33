import type { Algorithm } from './algorithm.ts'
import type { KeyMaterial } from './key.ts'

/** Keys that verify, so laid out that a token's header finds the one it means. */
export interface KeyShelf {
  /** @throws {TypeError} for a key that could not be told from one that is there */
  add(owner: string, material: KeyMaterial): void
  remove(material: KeyMaterial): void
  find(alg: Algorithm, kid: string | undefined): KeyMaterial | undefined
  named(kid: string): KeyMaterial | undefined
  /** All of them, in the order they came. */
  all(): Iterable<KeyMaterial>
  /** The same object until a key comes or goes. */
  algorithms(): ReadonlySet<Algorithm>
}

/** An empty shelf. */
export function createShelf(): KeyShelf {
  const materials = new Set<KeyMaterial>()
  const byKid = new Map<string, KeyMaterial>()
  let onlyOf: ReadonlyMap<Algorithm, KeyMaterial> = new Map()
  let algorithms: ReadonlySet<Algorithm> = new Set()

  const arrange = (): void => {
    algorithms = new Set([...materials].map(({ key }) => key.alg))
    onlyOf = findOnly(materials)
  }
  return {
    add(owner, material) {
      requireRoom(owner, materials, material)
      materials.add(material)
      if (material.key.kid !== undefined) byKid.set(material.key.kid, material)
      arrange()
    },
    remove(material) {
      materials.delete(material)
      if (material.key.kid !== undefined) byKid.delete(material.key.kid)
      arrange()
    },
    find(alg, kid) {
      if (kid === undefined) return onlyOf.get(alg)
      const named = byKid.get(kid)
      return named?.key.alg === alg ? named : undefined
    },
    named: (kid) => byKid.get(kid),
    all: () => materials,
    algorithms: () => algorithms,
  }
}

/** The key of each algorithm that has exactly one. */
function findOnly(materials: Iterable<KeyMaterial>): ReadonlyMap<Algorithm, KeyMaterial> {
  const only = new Map<Algorithm, KeyMaterial>()
  const shared = new Set<Algorithm>()
  for (const material of materials) {
    const { alg } = material.key
    if (only.has(alg)) shared.add(alg)
    only.set(alg, material)
  }
  for (const alg of shared) only.delete(alg)
  return only
}

function requireRoom(owner: string, there: Iterable<KeyMaterial>, { key }: KeyMaterial): void {
  for (const { key: other } of there) {
    if (key.kid !== undefined && key.kid === other.kid) {
      throw new TypeError(`${owner}: two keys have one "kid"; import one of them with another`)
    }
    if (key.alg === other.alg && (key.kid === undefined || other.kid === undefined)) {
      throw new TypeError(
        `${owner}: two keys are for ${key.alg} and one has no "kid"; import both with a "kid"`,
      )
    }
  }
}
