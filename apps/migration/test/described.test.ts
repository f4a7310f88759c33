import { describe, expect, test } from 'vitest'
import { blocks } from './guide.ts'
import { runAt } from './verdicts.ts'
import { vectorOf } from './vectors.ts'

const NOW = 1_700_000_000

function codeOf(name: string): string {
  return blocks.find(({ note }) => note.join(' ') === `snippet: ${name}`)?.code ?? ''
}

describe('the snippets without a vector', () => {
  test('after says as an access token what before says as a capability token', async () => {
    const { calls } = vectorOf(['vector:', 'classic.jsonl', 'doc-example'])
    const [incoming, outgoing] = calls as readonly Record<string, unknown>[]
    expect(await runAt(codeOf('after'), NOW)).toEqual([
      {
        identity: incoming?.['clientName'],
        voice: {
          incomingAllow: true,
          outgoingApplicationSid: outgoing?.['appSid'],
          outgoingParams: outgoing?.['params'],
        },
      },
    ])
  })

  test('your own server lets the granted application pass and no other', async () => {
    expect(await runAt(codeOf('own-server'), NOW)).toEqual([[200, 403]])
  })

  test('the diagnosis tells kind, libraries, contents and signature', async () => {
    const [text] = await runAt(codeOf('diagnosis'), NOW)
    expect(text).toMatch(/PHP/)
    expect(text).toMatch(/Alice/)
  })
})
