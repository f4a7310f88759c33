import { describe, expect, test } from 'vitest'
import { problemWords, readProblem } from '../../src/page/problem.ts'

describe('an answer that refuses', () => {
  test('is kept as the server gave it', async () => {
    const body = {
      type: 'about:blank',
      title: 'Forbidden',
      detail: 'capability missing',
      status: 403,
      code: 'insufficient_capability',
      error: 'insufficient_scope',
      required: 'scope:client:outgoing?appSid=AP1',
    }
    expect(await readProblem(Response.json(body, { status: 403 }))).toEqual({
      status: 403,
      code: 'insufficient_capability',
      title: 'Forbidden',
      detail: 'capability missing',
      required: 'scope:client:outgoing?appSid=AP1',
    })
  })

  test('falls back to the bare status where there is no problem document', async () => {
    expect(await readProblem(new Response('<h1>Bad gateway</h1>', { status: 502 }))).toEqual({
      status: 502,
      code: 'unknown',
      title: 'HTTP status 502',
    })
  })

  test('believes only own members that are text', async () => {
    const body = '{"code":7,"__proto__":{"title":"forged"}}'
    expect(await readProblem(new Response(body, { status: 400 }))).toMatchObject({
      code: 'unknown',
      title: 'HTTP status 400',
    })
  })
})

test('a refusal is one sentence, whether its title was one or not', () => {
  const problem = { status: 400, code: 'bad_request', title: 'You cannot call yourself.' }
  expect(problemWords(problem)).toBe('The server refused: You cannot call yourself (400).')
  expect(problemWords({ ...problem, title: 'Bad Request' })).toBe(
    'The server refused: Bad Request (400).',
  )
})
