import type { Grant, Verifier } from '@grantline/core'
import { createGate, Denial, type Gate, type RequestView } from '@grantline/core/http'
import type { Corpus, Subject } from '../corpus.ts'
import { bendText } from '../mutate/text.ts'
import { bendToken } from '../mutate/token.ts'
import type { Random } from '../random.ts'
import { readAuthorization, readProtocols, type NaiveCredential } from '../reference/credential.ts'
import { describeInput, type Finding, type Target } from '../target.ts'

type Source = 'header' | 'websocket-protocol'

/** A gate, and where it looks. */
export interface GateSubject {
  readonly gate: Pick<Gate<Grant | null>, 'authenticate'>
  readonly from: readonly Source[]
  readonly optional: boolean
}

/** Gates of every kind over one verifier. */
export function makeGates(verifier: Pick<Verifier, 'check'>): readonly GateSubject[] {
  const sources: readonly (readonly Source[])[] = [
    ['header'],
    ['websocket-protocol'],
    ['header', 'websocket-protocol'],
  ]
  return sources.flatMap((from) =>
    [false, true].map((optional) => ({
      gate: createGate({ verifier, from, optional }),
      from,
      optional,
    })),
  )
}

interface Headers {
  readonly authorization: string | null | undefined
  readonly protocols: string | null | undefined
}

/** Compares what gates make of headers with the naive reference. */
export function headerTarget(
  corpus: Corpus,
  gates: readonly GateSubject[],
  subject: Subject,
  share: number,
): Target {
  const run = async (random: Random): Promise<Finding | undefined> => {
    const headers = makeHeaders(corpus, subject, random)
    const one = random.pick(gates)
    const expected = expectedAnswer(headers, one, subject)
    const answer = await answerOf(one, viewOf(headers))
    if (answer === expected) return undefined
    const isAboutSpace = answer === expectedAnswer(headers, one, subject, /^\s+|\s+$/g)
    const kind = isAboutSpace ? 'white space that is none' : `${answer} in place of ${expected}`
    return { kind, input: describeInput({ ...headers, from: one.from, optional: one.optional }) }
  }
  return { name: 'headers', share, run }
}

function viewOf({ authorization, protocols }: Headers): RequestView {
  const values: Readonly<Record<string, string | null | undefined>> = {
    authorization,
    'sec-websocket-protocol': protocols,
  }
  return { method: 'GET', url: '/', header: (name) => values[name.toLowerCase()] }
}

async function answerOf({ gate }: GateSubject, view: RequestView): Promise<string> {
  try {
    const grant = await gate.authenticate(view)
    return grant === null ? 'nobody' : 'a grant'
  } catch (error) {
    if (!(error instanceof Denial)) return `exception ${String(error)}`
    return error.code === 'verifier_unavailable' ? `exception ${String(error.cause)}` : error.code
  }
}

function expectedAnswer(
  headers: Headers,
  { from, optional }: GateSubject,
  subject: Subject,
  around?: RegExp,
): string {
  const found = from
    .map((source) =>
      source === 'header'
        ? readAuthorization(headers.authorization)
        : readProtocols(headers.protocols, around),
    )
    .filter((credential) => credential !== 'none')
  const [credential = 'none'] = found
  if (found.length > 1 || credential === 'malformed') return 'malformed_request'
  if (credential === 'none') return optional ? 'nobody' : 'missing_token'
  return verdictOf(credential, subject)
}

function verdictOf({ token }: Exclude<NaiveCredential, string>, { accepts }: Subject): string {
  if (accepts.has(token)) return 'a grant'
  return token.length > 8192 ? 'malformed_request' : 'invalid_token'
}

const SCHEMES = [
  'Bearer',
  'bearer',
  'BEARER',
  'Basic',
  'DPoP',
  'BearerX',
  'Bear',
  '',
  'Bearer:',
  'B\u0435arer',
]
const GAPS = [' ', ' ', ' ', ' ', '', '  ', '\t', ': ', '=', '\u00A0', ' \n']

function makeHeaders(corpus: Corpus, subject: Subject, random: Random): Headers {
  const token = (): string => {
    const bent = random.chance(0.5)
      ? random.pick(subject.tokens)
      : bendToken(subject, corpus, random)
    return typeof bent === 'string' ? bent : 'abc'
  }
  return {
    authorization: random.chance(0.3)
      ? random.pick([undefined, null, ''])
      : makeAuthorization(token, random),
    protocols: random.chance(0.4)
      ? random.pick([undefined, null, ''])
      : makeProtocols(token, random),
  }
}

function makeAuthorization(token: () => string, random: Random): string {
  const one = (): string => `${random.pick(SCHEMES)}${random.pick(GAPS)}${token()}`
  const header = random.chance(0.05) ? `${one()}${random.pick([', ', ',', '; '])}${one()}` : one()
  return random.chance(0.2) ? bendText(header, random) : header
}

function makeProtocols(token: () => string, random: Random): string {
  const offers = [
    () => 'grantline.v1',
    () => 'grantline.v1',
    () => 'grantline.v2',
    () => 'chat',
    () => '',
    () => `grantline.bearer.${token()}`,
    () => `grantline.bearer.${token()}`,
    () => `grantline.bearer.`,
    () => `Grantline.Bearer.${token()}`,
    () => token(),
  ]
  const list = Array.from({ length: 1 + random.below(4) }, () => random.pick(offers)())
  const header = list.join(random.pick([', ', ',', ' , ', ',\t', ';', ',,', ',\u00A0']))
  return random.chance(0.2) ? bendText(header, random) : header
}
