import type { Random } from '../random.ts'

/** An answer as the server gave it. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the proxy sends back, piece by piece. */
export type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'head'; readonly status: number; readonly headers: Answer['headers'] }
  | { readonly do: 'write'; readonly text: string }
  | { readonly do: 'raw'; readonly text: string }
  | { readonly do: 'end' }
  | { readonly do: 'reset' }
  /** Says nothing more until the client gives up. */
  | { readonly do: 'hang' }

/** One way to answer. */
export interface Fault {
  readonly name: string
  /** Whether the client gets what the server answered. */
  readonly isGood: boolean
  /** Seconds that the answer asks the client to wait. */
  readonly retryAfter?: number
  /** Whether the server is asked at all. */
  readonly asks: boolean
  readonly steps: (answer: Answer, random: Random) => readonly Step[]
}

const END: Step = { do: 'end' }
const RESET: Step = { do: 'reset' }
const HANG: Step = { do: 'hang' }
const JSON_TYPE = { 'content-type': 'application/json' }

const head = (status: number, headers: Answer['headers'] = {}): Step => ({
  do: 'head',
  status,
  headers,
})
const write = (text: string): Step => ({ do: 'write', text })
const wait = (ms: number): Step => ({ do: 'wait', ms })
const whole = ({ status, headers, body }: Answer): readonly Step[] => [
  head(status, headers),
  write(body),
  END,
]
const sized = ({ status, headers, body }: Answer): Step =>
  head(status, { ...headers, 'content-length': String(body.length) })
const halfOf = ({ body }: Answer): string => body.slice(0, body.length / 2)

/** The steps of answers that the server is not asked for. */
const made =
  (...steps: readonly Step[]) =>
  (): readonly Step[] =>
    steps

const good = (name: string, steps: Fault['steps']): Fault => ({
  name,
  isGood: true,
  asks: true,
  steps,
})
const lost = (name: string, steps: Fault['steps']): Fault => ({
  name,
  isGood: false,
  asks: true,
  steps,
})
const instead = (name: string, steps: Fault['steps'], retryAfter = 0): Fault => ({
  name,
  isGood: false,
  asks: false,
  steps,
  retryAfter,
})
/** A good token with another life than the server gave it. */
const withLife = (name: string, life: string): Fault =>
  lost(name, ({ status, headers, body }) => {
    const bent = body.replace(/"expires_in":\d+/, `"expires_in":${life}`)
    return whole({ status, headers, body: bent })
  })

const PASS: Fault = good('pass', whole)

const GOOD: readonly Fault[] = [
  PASS,
  good('delay', (answer, random) => [wait(random.below(1500)), ...whole(answer)]),
  good('slow body', ({ status, headers, body }, random) => {
    const pieces = body.match(/[^]{1,40}/g) ?? []
    const pause = wait(random.below(100))
    return [head(status, headers), ...pieces.flatMap((piece) => [write(piece), pause]), END]
  }),
  good('wrong type', ({ status, headers, body }) =>
    whole({ status, headers: { ...headers, 'content-type': 'text/html' }, body }),
  ),
]

/** What an API answers as well as a token endpoint. */
const BAD: readonly Fault[] = [
  instead('reset', made(RESET)),
  lost('reset instead of the answer', made(RESET)),
  instead('hang', made(HANG)),
  lost('half an answer', (answer) => [sized(answer), write(halfOf(answer)), RESET]),
  lost('half an answer, then nothing', (answer) => [sized(answer), write(halfOf(answer)), HANG]),
  instead('no HTTP', made({ do: 'raw', text: 'SSH-2.0-sesame\r\n' }, RESET)),
  instead('redirect', made(head(302, { location: '/elsewhere' }), END)),
  instead('503', made(head(503, JSON_TYPE), write('{"error":"server_error"}'), END)),
  instead('502 as a page', made(head(502, { 'content-type': 'text/html' }), write('<h1>'), END)),
  instead('503, Retry-After', made(head(503, { 'retry-after': '2' }), END), 2),
  instead('429, Retry-After', made(head(429, { 'retry-after': '1' }), END), 1),
  instead('429', made(head(429), END)),
  instead('429, odd Retry-After', made(head(429, { 'retry-after': '-5, soon' }), END)),
  instead('408', made(head(408), END)),
]

/** What only a token endpoint answers. */
const BAD_TOKENS: readonly Fault[] = [
  lost('truncated JSON', (answer) => whole({ ...answer, body: halfOf(answer) })),
  instead('garbage', made(head(200, JSON_TYPE), write('{]\u0000"access_token"'), END)),
  instead('nothing', made(head(200, JSON_TYPE), END)),
  instead('null', made(head(200, JSON_TYPE), write('null'), END)),
  instead('no token', made(head(200, JSON_TYPE), write('{"expires_in":8}'), END)),
  instead('a page', made(head(200, { 'content-type': 'text/html' }), write('<p>hi'), END)),
  withLife('a life in words', '"eight"'),
  withLife('a life that has ended', '-1'),
  withLife('a life without end', '1e12'),
]

/**
 * Draws how a request to the token endpoint is answered: one of three badly. From one of two on,
 * waiting doubles faster than chance ends it, and the clients do little else.
 */
export function drawTokenFault(random: Random): Fault {
  return random.chance(2 / 3) ? random.pick(GOOD) : random.pick([...BAD, ...BAD_TOKENS])
}

/** Draws how a request to the API is answered: nine times out of ten well. */
export function drawCallFault(random: Random): Fault {
  return random.chance(0.9) ? random.pick(GOOD) : random.pick(BAD)
}
