import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateKey } from '../../src/key/generate.ts'
import { sourceOf } from '../../src/key/key-source.ts'
import type { Key } from '../../src/key/key.ts'
import { createKeyRing } from '../../src/key/ring.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e']
const keys = new Map<string, Key>()
for (const kid of NAMES) keys.set(kid, await generateKey('EdDSA', { kid }))

/** Seconds: the instants of a run all stand on this grid. */
const TICK = 0.5

function keyOf(name: string): Key {
  const key = keys.get(name)
  if (key === undefined) throw new Error(`no key ${name}`)
  return key
}

interface Turn {
  readonly kid: string
  readonly from: number
  readonly retireAfter: number
  readonly publishedAt: number
  signedUntil: number
  retiredAt: number
}

/** The rules told the plain way: time goes by tick by tick, and what is due happens. */
class Reference {
  now = 1000
  longestLife = 0
  queue: Turn[] = []
  standbys: Turn[] = []
  former: Turn[] = []

  constructor(kids: readonly string[]) {
    const [first, ...others] = kids.map((kid) => this.turn(kid, 0, Infinity))
    if (first) this.queue = [first]
    this.standbys = others
  }

  turn(kid: string, publishFor: number, retireAfter: number): Turn {
    const publishedAt = this.now
    const from = this.now + publishFor
    return { kid, from, retireAfter, publishedAt, signedUntil: 0, retiredAt: Infinity }
  }

  get kids(): string[] {
    return [...this.queue, ...this.standbys, ...this.former].map(({ kid }) => kid).sort()
  }

  settle(): void {
    while (this.queue.slice(1).some(({ from }) => from <= this.now)) {
      const [over, next] = this.queue.splice(0, 1).concat(this.queue.slice(0, 1))
      if (!over || !next) return
      over.retiredAt = this.now + next.retireAfter
      this.former.push(over)
    }
    this.former = this.former.filter(
      ({ retiredAt, signedUntil }) => this.now < retiredAt || this.now < signedUntil,
    )
  }

  advance(ticks: number): void {
    for (let tick = 0; tick < ticks; tick += 1) {
      this.now += TICK
      this.settle()
    }
  }

  rotate(kid: string, publishFor: number, retireAfter: number): void {
    this.queue.push(this.turn(kid, publishFor, retireAfter))
    this.settle()
  }

  retire(kid: string): void {
    const isOther = (turn: Turn): boolean => turn.kid !== kid
    this.queue = this.queue.filter(isOther)
    this.standbys = this.standbys.filter(isOther)
    this.former = this.former.filter(isOther)
    if (this.queue.length === 0) this.queue = this.standbys.splice(0, 1)
  }

  sign(ttl: number): Turn | undefined {
    const [signing] = this.queue
    if (!signing) return undefined
    this.longestLife = Math.max(this.longestLife, ttl)
    signing.signedUntil = Math.max(signing.signedUntil, Math.ceil(this.now) + ttl)
    return signing
  }
}

type Command =
  | { readonly type: 'advance'; readonly ticks: number }
  | { readonly type: 'sign'; readonly ttl: number }
  | {
      readonly type: 'rotate'
      readonly kid: string
      readonly publishFor: number
      readonly retireAfter: number | undefined
    }
  | { readonly type: 'retire'; readonly kid: string }
  | { readonly type: 'look' }

const name = fc.constantFrom(...NAMES)
const seconds = fc.oneof(fc.constantFrom(0, 1), fc.nat(60))
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('advance'), ticks: fc.nat(120) }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('sign'), ttl: fc.integer({ min: 1, max: 40 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('rotate'),
      kid: name,
      publishFor: seconds,
      retireAfter: fc.option(seconds, { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('retire'), kid: name }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('look') }) },
)

interface Signed {
  readonly kid: string
  readonly expiresAt: number
  readonly signature: string
}

/** A ring and its reference, driven by the same commands. */
function createWorld(kids: readonly string[]) {
  const reference = new Reference(kids)
  const ring = createKeyRing(kids.map(keyOf), { clock: () => reference.now })
  const source = sourceOf('test', ring)
  const finds = (kid: string): boolean => source.find('EdDSA', kid) !== undefined
  let tokens: Signed[] = []
  let forced = false

  const run = async (step: Command): Promise<void> => {
    switch (step.type) {
      case 'advance':
        reference.advance(step.ticks)
        break
      case 'look': {
        const shown = ring.jwks().keys.map(({ kid }) => kid ?? '')
        expect(shown.sort()).toEqual(reference.kids)
        expect(NAMES.filter(finds)).toEqual(reference.kids)
        break
      }
      case 'sign': {
        const turn = reference.sign(step.ttl)
        if (turn === undefined) {
          expect(() => source.signer?.(step.ttl)).toThrow('no key left')
          return
        }
        const material = source.signer?.(step.ttl)
        expect(material?.key.kid).toBe(turn.kid)
        if (!forced) expect(reference.now).toBeGreaterThanOrEqual(turn.from)
        const signature = (await material?.sign?.(turn.kid)) ?? ''
        const expiresAt = Math.ceil(reference.now) + step.ttl
        tokens.push({ kid: turn.kid, expiresAt, signature })
        break
      }
      case 'rotate': {
        const { kid, publishFor, retireAfter } = step
        const settings = retireAfter === undefined ? { publishFor } : { publishFor, retireAfter }
        const act = (): void => ring.rotate(keyOf(kid), settings)
        if (retireAfter !== undefined && retireAfter < reference.longestLife) {
          expect(act).toThrow(RangeError)
        } else if (reference.kids.includes(kid)) {
          expect(act).toThrow(TypeError)
        } else {
          act()
          forced ||= reference.queue.length === 0
          reference.rotate(kid, publishFor, retireAfter ?? Infinity)
          expect(ring.jwks().keys.some((jwk) => jwk.kid === kid)).toBe(true)
        }
        break
      }
      case 'retire':
        if (!reference.kids.includes(step.kid)) {
          expect(() => ring.retire(step.kid)).toThrow(TypeError)
          return
        }
        ring.retire(step.kid)
        reference.retire(step.kid)
        // The next key did not wait for its time.
        forced = true
        tokens = tokens.filter(({ kid }) => kid !== step.kid)
        expect(finds(step.kid)).toBe(false)
        break
    }
  }
  const checkTokens = async (): Promise<void> => {
    tokens = tokens.filter(({ expiresAt }) => reference.now < expiresAt)
    for (const { kid, signature } of tokens) {
      const material = await source.find('EdDSA', kid)
      expect(await material?.verify(kid, signature)).toBe(true)
    }
  }
  return { run, checkTokens, reference }
}

test('a ring rotated under load fails no token, and lets no retired key through', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
      fc.array(command, { maxLength: 30 }),
      async (kids, commands) => {
        const world = createWorld(kids)
        for (const step of commands) {
          await world.run(step)
          await world.checkTokens()
        }
        await world.run({ type: 'look' })
        world.reference.advance(400)
        await world.run({ type: 'look' })
      },
    ),
    { numRuns: 300 },
  )
})
