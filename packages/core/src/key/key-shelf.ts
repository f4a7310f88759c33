import type { Algorithm } from './algorithm.ts'
import type { Key, KeyMaterial } from './key.ts'

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

/** What is worked out of all keys at once. */
interface Arrangement {
  readonly algorithms: ReadonlySet<Algorithm>
  /** The key of each algorithm that has exactly one. */
  readonly onlyOf: ReadonlyMap<Algorithm, KeyMaterial>
}

/** An empty shelf. */
export function createShelf(): KeyShelf {
  const materials = new Set<KeyMaterial>()
  const byKid = new Map<string, KeyMaterial>()
  /** Algorithms whose one key has no `kid`. */
  const nameless = new Set<Algorithm>()
  let arranged: Arrangement | undefined

  // When it is asked for: many keys that come one by one are gone through once.
  const arrangement = (): Arrangement => (arranged ??= arrange(materials))
  /** Spares nearly every key the look at all others. */
  const isClear = ({ alg, kid }: Key): boolean =>
    kid !== undefined && !byKid.has(kid) && !nameless.has(alg)

  return {
    add(owner, material) {
      const { key } = material
      if (!isClear(key)) requireRoom(owner, materials, material)
      materials.add(material)
      if (key.kid === undefined) nameless.add(key.alg)
      else byKid.set(key.kid, material)
      arranged = undefined
    },
    remove(material) {
      if (!materials.delete(material)) return
      const { alg, kid } = material.key
      if (kid === undefined) nameless.delete(alg)
      else byKid.delete(kid)
      arranged = undefined
    },
    find(alg, kid) {
      if (kid === undefined) return arrangement().onlyOf.get(alg)
      const named = byKid.get(kid)
      return named?.key.alg === alg ? named : undefined
    },
    named: (kid) => byKid.get(kid),
    all: () => materials,
    algorithms: () => arrangement().algorithms,
  }
}

function arrange(materials: Iterable<KeyMaterial>): Arrangement {
  const algorithms = new Set<Algorithm>()
  const onlyOf = new Map<Algorithm, KeyMaterial>()
  for (const material of materials) {
    const { alg } = material.key
    if (algorithms.has(alg)) onlyOf.delete(alg)
    else onlyOf.set(alg, material)
    algorithms.add(alg)
  }
  return { algorithms, onlyOf }
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
