import { describe, expect, test } from 'vitest'
import { createEventReader } from '../../src/page/events/event-reader.ts'
import { readPeopleEvent } from '../../src/page/events/people-event.ts'

const TEXT = 'event: here\ndata: {"names":[]}\n\nevent: came\ndata: {"name":"Bob"}\n\n'
const EVENTS = [
  { name: 'here', data: '{"names":[]}' },
  { name: 'came', data: '{"name":"Bob"}' },
]

describe('an event stream', () => {
  test('is read whole', () => {
    expect(createEventReader()(TEXT)).toEqual(EVENTS)
  })

  test('is read in whatever two pieces it comes', () => {
    for (let at = 0; at <= TEXT.length; at += 1) {
      const take = createEventReader()
      expect([...take(TEXT.slice(0, at)), ...take(TEXT.slice(at))]).toEqual(EVENTS)
    }
  })

  test('is read character by character', () => {
    const take = createEventReader()
    expect(Array.from(TEXT).flatMap((character) => take(character))).toEqual(EVENTS)
  })

  test.each([
    ['a comment', ': hello\n\n', []],
    ['an event without data', 'event: here\n\n', []],
    ['an unnamed event', 'data: 1\n\n', [{ name: 'message', data: '1' }]],
    ['data in two lines', 'data: 1\ndata:2\n\n', [{ name: 'message', data: '1\n2' }]],
    ['an event that is not over', 'data: 1\n', []],
  ])('is read with %s', (_what, text, events) => {
    expect(createEventReader()(text)).toEqual(events)
  })
})

describe('an event about people', () => {
  test.each([
    ['here', { names: ['Bob'] }],
    ['came', { name: 'Bob' }],
    ['left', { name: 'Bob' }],
    ['end', { why: 'expired' }],
  ])('is read: %s', (name, data) => {
    expect(readPeopleEvent({ name, data: JSON.stringify(data) })).toEqual({ type: name, ...data })
  })

  test.each([
    ['here', '{"names":[1]}'],
    ['here', '{"names":"Bob"}'],
    ['came', '{}'],
    ['came', '{"__proto__":{"name":"Bob"}}'],
    ['left', 'null'],
    ['end', '{'],
    ['shout', '{"name":"Bob"}'],
  ])('is dropped if it is not one: %s %s', (name, data) => {
    expect(readPeopleEvent({ name, data })).toBeUndefined()
  })
})
