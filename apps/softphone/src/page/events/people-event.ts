import type { PeopleEvents } from '../../shared/protocol.ts'
import type { StreamEvent } from './event-reader.ts'

/** An event about people, by its name. */
export type PeopleEvent = {
  readonly [Name in keyof PeopleEvents]: { readonly type: Name } & PeopleEvents[Name]
}[keyof PeopleEvents]

/** Reads an event; `undefined` for anything this page does not understand. */
export function readPeopleEvent({ name, data }: StreamEvent): PeopleEvent | undefined {
  const value = parse(data)
  switch (name) {
    case 'here': {
      const names = own(value, 'names')
      const isList = Array.isArray(names) && names.every((each) => typeof each === 'string')
      return isList ? { type: name, names } : undefined
    }
    case 'came':
    case 'left': {
      const who = own(value, 'name')
      return typeof who === 'string' ? { type: name, name: who } : undefined
    }
    case 'end': {
      const why = own(value, 'why')
      return typeof why === 'string' ? { type: name, why } : undefined
    }
    default:
      return undefined
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Readonly<Record<string, unknown>>)[key]
}
