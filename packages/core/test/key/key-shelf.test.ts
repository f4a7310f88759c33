import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Algorithm } from '../../src/key/algorithm.ts'
import { createShelf } from '../../src/key/key-shelf.ts'
import type { Key, KeyMaterial } from '../../src/key/key.ts'

/** A shelf looks at the name and the algorithm of a key alone. */
function materialFor(key: Omit<Key, 'type'>): KeyMaterial {
  return { key: { ...key, type: 'public' }, jwk: {}, verify: () => false }
}

const ALGORITHMS = ['EdDSA', 'ES256', 'HS256'] as const
const KIDS = ['a', 'b', undefined] as const
const pool = ALGORITHMS.flatMap((alg) =>
  KIDS.map((kid) => materialFor(kid === undefined ? { alg } : { alg, kid })),
)
const command = fc.record({
  do: fc.constantFrom('add' as const, 'remove' as const, 'ask' as const),
  which: fc.nat(pool.length - 1),
})

/** What is wrong with a key, told by looking at every key that is there, in their order. */
function complaintAbout({ alg, kid }: Key, there: Iterable<KeyMaterial>): string | undefined {
  for (const { key: other } of there) {
    if (kid !== undefined && kid === other.kid) return 'two keys have one "kid"'
    if (alg === other.alg && (kid === undefined || other.kid === undefined)) {
      return `two keys are for ${alg} and one has no "kid"`
    }
  }
  return undefined
}

function findPlainly(
  there: readonly KeyMaterial[],
  alg: Algorithm,
  kid: string | undefined,
): KeyMaterial | undefined {
  const ofAlg = there.filter(({ key }) => key.alg === alg)
  if (kid !== undefined) return ofAlg.find(({ key }) => key.kid === kid)
  return ofAlg.length === 1 ? ofAlg[0] : undefined
}

describe('a shelf of keys', () => {
  test('says what looking through all its keys would say', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const shelf = createShelf()
        const model = new Set<KeyMaterial>()
        for (const step of commands) {
          const material = pool[step.which] as KeyMaterial
          if (step.do === 'add') {
            const complaint = complaintAbout(material.key, model)
            if (complaint === undefined) {
              shelf.add('owner', material)
              model.add(material)
            } else expect(() => shelf.add('owner', material)).toThrow(`owner: ${complaint}`)
          } else if (step.do === 'remove') {
            shelf.remove(material)
            model.delete(material)
          } else {
            const there = [...model]
            expect([...shelf.all()]).toEqual(there)
            expect([...shelf.algorithms()]).toEqual([...new Set(there.map(({ key }) => key.alg))])
            for (const alg of ALGORITHMS) {
              for (const kid of KIDS) {
                expect(shelf.find(alg, kid)).toBe(findPlainly(there, alg, kid))
              }
            }
          }
        }
      }),
    )
  })

  test('looks at each key a few times, however many come', () => {
    const shelf = createShelf()
    const count = 2000
    let looks = 0
    const counted = (key: Omit<Key, 'type'>): KeyMaterial => {
      const material = materialFor(key)
      Object.defineProperty(material.key, 'alg', {
        get() {
          looks += 1
          return key.alg
        },
      })
      return material
    }
    const nameless = materialFor({ alg: 'EdDSA' })
    shelf.add('owner', nameless)
    shelf.remove(nameless)
    for (let index = 0; index < count; index += 1) {
      shelf.add('owner', counted({ alg: 'EdDSA', kid: `k${index}` }))
    }
    for (let index = 0; index < count; index += 1) {
      expect(shelf.find('EdDSA', `k${index}`)).toBeDefined()
      expect(shelf.find('EdDSA', undefined)).toBeUndefined()
      expect(shelf.algorithms()).toEqual(new Set(['EdDSA']))
    }
    expect(looks).toBeLessThan(10 * count)
  })
})
