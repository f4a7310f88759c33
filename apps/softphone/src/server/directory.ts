import type { Line } from './line.ts'
import { hearsPeople, isShown, mayRegister } from './rules.ts'

/** Who is connected, under which names, and who is told about whom. */
export interface Directory {
  add(line: Line): void
  remove(id: string): void
  get(id: string): Line | undefined
  /** The lines of one session. */
  ofSession(session: string): readonly Line[]
  /** The name a line is registered under. */
  nameOf(id: string): string | undefined
  /** The lines that ring for a name. */
  registeredAs(name: string): readonly Line[]
  register(id: string, name: string): void
  /** Calls back with everybody who may be seen, at once and at every change; returns how to stop. */
  watchPeople(listener: (names: readonly string[]) => void): () => void
  /** Looks again at what the line may do, after its token was replaced; false = it lost its name. */
  recheck(id: string): boolean
}

/** A directory in memory; every change of who may be seen is pushed to those who may know. */
export function createDirectory(): Directory {
  const lines = new Map<string, Line>()
  const names = new Map<string, string>()
  const lastTold = new Map<string, string>()
  const watchers = new Set<(names: readonly string[]) => void>()

  const tell = (): void => {
    const visible = visibleNames()
    for (const watcher of watchers) watcher(visible)
    for (const [id, name] of names) {
      const line = lines.get(id)
      if (line === undefined) continue
      if (!hearsPeople(line.grant())) {
        lastTold.delete(id)
        continue
      }
      const others = visible.filter((other) => other !== name)
      const text = others.join(' ')
      if (lastTold.get(id) === text) continue
      lastTold.set(id, text)
      line.send({ type: 'presence', names: others })
    }
  }

  const visibleNames = (): readonly string[] => {
    const visible = new Set<string>()
    for (const [id, name] of names) {
      const line = lines.get(id)
      if (line !== undefined && isShown(line.grant())) visible.add(name)
    }
    return [...visible].toSorted()
  }

  const forget = (id: string): void => {
    names.delete(id)
    lastTold.delete(id)
  }

  return {
    add: (line) => void lines.set(line.id, line),
    remove(id) {
      lines.delete(id)
      forget(id)
      tell()
    },
    get: (id) => lines.get(id),
    ofSession: (session) => [...lines.values()].filter((line) => line.session === session),
    nameOf: (id) => names.get(id),
    registeredAs: (name) => [...lines.values()].filter((line) => names.get(line.id) === name),
    register(id, name) {
      names.set(id, name)
      tell()
    },
    watchPeople(listener) {
      watchers.add(listener)
      listener(visibleNames())
      return () => void watchers.delete(listener)
    },
    recheck(id) {
      const name = names.get(id)
      const line = lines.get(id)
      const keeps = name === undefined || line === undefined || mayRegister(line.grant(), name)
      if (!keeps) forget(id)
      tell()
      return keeps
    },
  }
}
