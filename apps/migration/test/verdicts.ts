import { readCapabilityToken } from '@grantline/core/twilio'
import { createHmac } from 'node:crypto'
import { vi } from 'vitest'
import type { Block } from '../src/guide/blocks.ts'
import { readSnippet } from '../src/reader/read-snippet.ts'
import { runSnippet } from '../src/run/run-snippet.ts'
import { sayingOf, vectorOf, type Vector } from './vectors.ts'

/** What a snippet of the guide comes to, beside what its vector wants. */
export interface Verdict {
  readonly got: unknown
  readonly wanted: unknown
}

/** Node libraries of today run here; the other snippets are read. */
function runsHere({ language, note }: Block): boolean {
  return language === 'js' && (note.includes('node-new') || note.includes('access-node.jsonl'))
}

/** Runs a snippet at the time of its vector. */
export async function runAt(code: string, now: number): Promise<readonly unknown[]> {
  vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 })
  try {
    return await runSnippet(code)
  } finally {
    vi.useRealTimers()
  }
}

/** Judges a snippet for one of Twilio's libraries. */
export async function judgeTheirs(block: Block): Promise<Verdict> {
  const vector = vectorOf(block.note)
  if (!runsHere(block)) return { got: readSnippet(block.code), wanted: sayingOf(vector) }
  return { got: await runAt(block.code, vector.now), wanted: [vector.token] }
}

/** Judges a snippet of ours: by its bytes where they are promised, else by what the token says. */
export async function judgeOurs({ code, note }: Block): Promise<Verdict> {
  const vector = vectorOf(note)
  const printed = await runAt(code, vector.now)
  const sameBytes = note.includes('classic.jsonl') || /^(ruby|node)-old/.test(vector.lib)
  if (sameBytes) return { got: printed, wanted: [vector.token] }
  const token = String(printed[0])
  if (vector.type === undefined) return judgeScopes(token, vector)
  return vector.type === 'access' ? judgeAccess(token, vector) : judgeTaskRouter(token, vector)
}

async function judgeScopes(token: string, vector: Vector): Promise<Verdict> {
  const read = async (each: string) => {
    const { capabilities, rejected, issuer, expiresAt } = await readCapabilityToken(each, {
      authToken: vector.secret,
      clock: () => vector.now,
    })
    return { scopes: JSON.parse(JSON.stringify(capabilities)), rejected, issuer, expiresAt }
  }
  return {
    got: await read(token),
    wanted: { ...(await read(vector.token)), scopes: vector.expect?.scopes },
  }
}

function judgeAccess(token: string, { header, payload, secret }: Vector): Verdict {
  const { jti, ...got } = segment(token, 1)
  const { jti: theirs, ...wanted } = payload ?? {}
  // Ours has a random part behind theirs.
  const begin = String(jti).slice(0, String(theirs).length)
  return {
    got: [segment(token, 0), got, begin, token],
    wanted: [header, wanted, theirs, signedAnew(token, secret)],
  }
}

function judgeTaskRouter(token: string, { payload, secret }: Vector): Verdict {
  const { friendly_name: name, ...got } = segment(token, 1)
  const { iat: _iat, ...wanted } = payload ?? {}
  return {
    got: [got, name, token],
    // As the libraries of other languages name it.
    wanted: [wanted, wanted['worker_sid'], signedAnew(token, secret)],
  }
}

function segment(token: string, place: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[place] ?? '', 'base64url').toString())
}

function signedAnew(token: string, secret: string): string {
  const content = token.slice(0, token.lastIndexOf('.'))
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`
}
