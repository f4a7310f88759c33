import type { KeyMaterial } from './key.ts'

/** A key's part in the life of a ring. All instants are seconds of the ring's clock. */
export interface Turn {
  readonly material: KeyMaterial
  /** When it begins to sign, unless a key behind it in the line does so before. */
  readonly begins: number
  /** Seconds from then until the key before it in the line is retired; `Infinity` for never. */
  readonly retireAfter: number
  /** When the last token that it signed ends. */
  signedUntil: number
}

/** Who signs when, and who verifies until when. Nothing happens but in a call. */
export interface Succession {
  /** Stands by: verifies, and signs only if nobody else is left. */
  standBy(turn: Turn): void
  /** Goes to the end of the line: the key that came last signs in the end. */
  enter(turn: Turn): void
  /** Takes a key out; if it was the one to sign, the next one does so at once. */
  leave(material: KeyMaterial): void
  /** Who signs, as of the last {@link Succession.advance}. */
  signer(): Turn | undefined
  /** Brings everything to an instant; returns the keys that ended. */
  advance(now: number): readonly KeyMaterial[]
}

const NONE: readonly KeyMaterial[] = []

/** A succession of nobody. */
export function createSuccession(): Succession {
  /** The first signs, the others will. */
  let line: readonly Turn[] = []
  let standbys: Turn[] = []
  /** Keys that signed before, and when they are retired. */
  const former = new Map<Turn, number>()
  /** Nothing changes before: spares nearly every call the look at all keys. */
  let nextChange = Infinity

  const plan = (): void => {
    const takeovers = line.slice(1).map(({ begins }) => begins)
    const ends = [...former].map(([turn, retiredAt]) => Math.max(retiredAt, turn.signedUntil))
    nextChange = Math.min(...takeovers, ...ends)
  }
  const fillIn = (): void => {
    if (line.length > 0) return
    line = standbys.slice(0, 1)
    standbys = standbys.slice(1)
  }
  return {
    standBy(turn) {
      standbys.push(turn)
      fillIn()
    },
    enter(turn) {
      line = [...line, turn]
      plan()
    },
    leave(material) {
      const isOther = (turn: Turn): boolean => turn.material !== material
      line = line.filter(isOther)
      standbys = standbys.filter(isOther)
      for (const turn of former.keys()) if (!isOther(turn)) former.delete(turn)
      fillIn()
      plan()
    },
    signer: () => line[0],
    advance(now) {
      if (now < nextChange) return NONE
      const signing = line.reduce((last, { begins }, index) => (begins <= now ? index : last), 0)
      for (const [turn, retiredAt] of endsOf(line.slice(0, signing + 1)))
        former.set(turn, retiredAt)
      line = line.slice(signing)
      const ended = [...former].filter(([turn, at]) => now >= Math.max(at, turn.signedUntil))
      for (const [turn] of ended) former.delete(turn)
      plan()
      return ended.map(([turn]) => turn.material)
    },
  }
}

/** When each key of a line is retired, but the last, which signs. */
function endsOf(line: readonly Turn[]): readonly (readonly [Turn, number])[] {
  let begins = Infinity
  const ends: (readonly [Turn, number])[] = []
  for (const [index, turn] of [...line.entries()].reverse()) {
    // A key that is overtaken before its turn has its turn then, and it is over at once.
    begins = Math.min(begins, turn.begins)
    const before = line[index - 1]
    if (before !== undefined) ends.push([before, begins + turn.retireAfter])
  }
  return ends
}
