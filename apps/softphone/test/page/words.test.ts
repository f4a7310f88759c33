import { expect, test } from 'vitest'
import type { EndedCall } from '../../src/page/call/call-state.ts'
import { clockText } from '../../src/page/call/clock-text.ts'
import { microphoneWords } from '../../src/page/call/microphone.ts'
import { callWords, endWords } from '../../src/page/call/words.ts'

const outgoing = { name: 'Bob', direction: 'outgoing' } as const
const incoming = { name: 'Bob', direction: 'incoming' } as const
const refused = (code: string, status = 404): EndedCall['end'] => ({
  by: 'refusal',
  problem: { status, code, title: 'capability missing' },
})

test.each<[EndedCall, string]>([
  [{ ...outgoing, end: { by: 'me' } }, 'You cancelled the call to Bob.'],
  [{ ...incoming, end: { by: 'me' } }, 'You declined Bob.'],
  [{ ...incoming, end: { by: 'me' }, talkedMs: 61_000 }, 'You ended the call with Bob. 1:01'],
  [{ ...outgoing, end: { by: 'server', reason: 'declined' } }, 'Bob declined.'],
  [{ ...incoming, end: { by: 'server', reason: 'hung_up' } }, 'You missed a call from Bob.'],
  [{ ...outgoing, end: { by: 'server', reason: 'hung_up' }, talkedMs: 0 }, 'Bob hung up. 0:00'],
  [{ ...outgoing, end: { by: 'server', reason: 'no_answer' } }, 'Bob did not answer.'],
  [{ ...incoming, end: { by: 'server', reason: 'no_answer' } }, 'You missed a call from Bob.'],
  [
    { ...incoming, end: { by: 'server', reason: 'answered_elsewhere' } },
    'Answered in another tab.',
  ],
  [{ ...outgoing, end: { by: 'server', reason: 'signed_out' } }, 'Bob signed out.'],
  [
    { ...incoming, end: { by: 'server', reason: 'revoked' }, talkedMs: 5_000 },
    'The token of Bob was revoked. 0:05',
  ],
  [
    { ...incoming, end: { by: 'revocation' }, talkedMs: 5_000 },
    'Your token was revoked, which ended the call with Bob. 0:05',
  ],
  [{ ...incoming, end: { by: 'revocation' } }, 'Your token was revoked while Bob was calling.'],
  [
    { ...outgoing, end: { by: 'revocation' } },
    'Your token was revoked, which ended the call to Bob.',
  ],
  [{ ...outgoing, end: refused('not_available') }, 'Bob is not here.'],
  [{ ...outgoing, end: refused('busy', 409) }, 'Bob is busy.'],
  [
    { ...outgoing, end: refused('insufficient_capability', 403) },
    'The server refused: this token may not place calls.',
  ],
  [{ ...outgoing, end: refused('rate', 429) }, 'The server refused: capability missing (429).'],
])('says how %j ended', (ended, sentence) => {
  expect(endWords(ended)).toBe(sentence)
})

test('says with whom a call is on', () => {
  expect(callWords({ phase: 'idle' })).toBe('')
  expect(callWords({ phase: 'ringing', id: 'c1', to: 'Bob' })).toBe('Calling Bob')
  expect(
    callWords({ phase: 'incoming', call: { id: 'c1', from: 'Alice', to: 'Bob', params: {} } }),
  ).toBe('Alice is calling')
})

test.each([
  [0, '0:00'],
  [-5, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [3_723_000, '1:02:03'],
])('shows %d ms as %s', (ms, text) => {
  expect(clockText(ms)).toBe(text)
})

test.each([
  ['NotAllowedError', 'blocked'],
  ['NotFoundError', 'No microphone'],
  ['NotReadableError', 'Another program'],
  ['insecure', 'localhost or https'],
  ['Surprise', 'could not be opened'],
])('says in a sentence what %s means, and that listening goes on', (name, part) => {
  expect(microphoneWords(name)).toContain(part)
  expect(microphoneWords(name)).toContain('You can still listen.')
})
