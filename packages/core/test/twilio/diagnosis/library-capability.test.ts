import { describe, expect, test } from 'vitest'
import { CapabilityToken } from '../../../src/twilio.ts'
import { readLines } from '../../fixtures/read-lines.ts'
import { rawToken } from '../../token/raw-token.ts'
import { CLASSIC, librariesOf, NEWER } from './library-samples.ts'

const incoming = 'scope:client:incoming?clientName=Alice'
const outgoing = 'scope:client:outgoing?appSid=AP1'

describe('a capability token is', () => {
  test.each([
    [
      'PHP or Node 1 to 2',
      CLASSIC,
      `{"scope":"${outgoing}&appParams=&clientName=A","iss":"AC1","exp":1}`,
    ],
    ['PHP', CLASSIC, `{"scope":"scope:a:b?c=\\/","iss":"AC1","exp":1}`],
    ['Ruby 3 to 4', '{"alg":"HS256"}', `{"scope":"${incoming}","iss":"AC1","exp":1}`],
    [
      'Ruby 3 to 4',
      CLASSIC,
      '{"scope":"scope:stream:subscribe?path=x&params=%7B","iss":"AC1","exp":1}',
    ],
    [
      'Ruby 5 or later',
      CLASSIC,
      `{"scope":"${outgoing}&clientName=A","iss":"AC1","nbf":1,"exp":1}`,
    ],
    ['Python 3 to 5', '{"typ": "JWT", "alg": "HS256"}', '{"scope": "", "iss": "AC1", "exp": 1}'],
    [
      'Python 6.0 to 6.5',
      CLASSIC,
      '{"scope":"scope:client:outgoing?appParams=a%3D1&appSid=AP1","iss":"AC1","nbf":1,"exp":1}',
    ],
    ['Python 6.6 or later', NEWER, `{"scope":"${incoming}","iss":"AC1","exp":1,"nbf":1}`],
    ['Python 6.6 or later', NEWER, `{"scope":"${incoming}","iss":"AC1","exp":1}`],
    ['Python 6 or later', CLASSIC, `{"iss":"AC1","scope":"${incoming}","exp":1}`],
    [
      'Ruby 5 or later or Python 6.0 to 6.5',
      CLASSIC,
      `{"scope":"${incoming}","iss":"AC1","nbf":1,"exp":1}`,
    ],
    ['Node 2 to 3.4', CLASSIC, `{"scope":"${incoming}","iss":"AC1","exp":1,"iat":1}`],
    ['Node 3.5 or later', NEWER, `{"scope":"${incoming}","iss":"AC1","exp":1,"iat":1}`],
    ['Java 3 to 6', CLASSIC, `{"iss":"AC1","exp":"1","scope":"${incoming}"}`],
    ['Java 7 or later or C# 4', CLASSIC, `{"iss":"AC1","exp":1,"scope":"${incoming}"}`],
    ['C# 5 or later', NEWER, `{"iss":"AC1","exp":1,"scope":"${incoming}"}`],
    [
      'C# 5 or later',
      '{"alg":"HS256","typ":"JWT","cty":"JWT"}',
      `{"iss":"AC1","exp":1,"scope":""}`,
    ],
    [
      'PHP or Ruby 3 to 4 or Node 1 to 2 or Grantline',
      CLASSIC,
      `{"scope":"${incoming}","iss":"AC1","exp":1}`,
    ],
    [
      'Java 7 or later or C# 4',
      '{"cty":"JWT","alg":"HS256","typ":"JWT"}',
      `{"iss":"AC1","exp":1,"scope":""}`,
    ],
    ['', NEWER, `{"exp":1,"iss":"AC1","scope":"${incoming}"}`],
    ['', NEWER, '{"scope":"","iss":"AC1","exp":1,"x":1}'],
    ['', CLASSIC, '{"scope":"","iss":"AC1","exp":1,"x":1}'],
    ['', CLASSIC, '{"scope":5,"iss":"AC1","exp":1}'],
    ['', '{"alg":"HS256"}', '{"scope":"","iss":"AC1","exp":1,"x":1}'],
    ['', '{"alg":"HS256"}', '{"x":1,"scope":"","iss":"AC1","exp":1}'],
    ['', NEWER, '{"x":1,"scope":"","iss":"AC1","exp":1}'],
    ['', '{"cty":"JWT","alg":"HS256"}', '{"scope":"","iss":"AC1","exp":1}'],
    ['', '{"cty":"JWT","alg":"HS256","typ":"JWT"}', '{"scope":"","iss":"AC1","exp":1}'],
  ])('of %s, by its bytes', async (library, header, payload) => {
    expect((await librariesOf(rawToken(header, payload))).join(' or ')).toBe(library)
  })

  test.each([
    ['Python 6.6 or later', 'scope:stream:subscribe?params=a%3D1&path=x'],
    ['Python 6.6 or later', 'scope:client:outgoing?appParams=a%3D1&appSid=AP1'],
    ['PHP or Node 1 to 2', `${outgoing}&appParams=`],
    ['PHP or Node 1 to 2', `${outgoing}&appParams= ${incoming}`],
    ['PHP or Node 1 to 2', 'scope:stream:subscribe?path=x&params='],
    ['Node 1 to 2 or Grantline', `${incoming}%20Smith`],
    ['Node 1 to 2 or Grantline', `${outgoing}&appParams=a%3Db%2520c`],
    ['PHP or Ruby 3 to 4', `${incoming}+Smith`],
    ['PHP or Ruby 3 to 4', `${outgoing}&appParams=a%3Db%2Bc`],
    ['PHP or Ruby 3 to 4', 'scope:stream:subscribe?path=x&params=a%3Db%2Bc'],
    ['PHP or Grantline', `${outgoing}&clientName=Alice ${incoming}`],
    ['Ruby 3 to 4 or Node 1 to 2 or Grantline', `${incoming} ${outgoing}&clientName=Alice`],
    [
      'PHP or Ruby 3 to 4 or Node 1 to 2 or Grantline',
      `${incoming} ${outgoing}&appParams=a%3D1&clientName=Alice`,
    ],
    ['PHP or Ruby 3 to 4 or Node 1 to 2 or Grantline', `${incoming}%2BBob`],
  ])('of %s, by what it writes into the scope: %s', async (library, scope) => {
    const token = rawToken(CLASSIC, `{"scope":"${scope}","iss":"AC1","exp":1}`)
    expect((await librariesOf(token)).join(' or ')).toBe(library)
  })

  test('told from others by every vector it is recorded in', async () => {
    interface Line {
      readonly lib: string
      readonly case: string
      readonly token: string
    }
    const names: Readonly<Record<string, string>> = {
      'ruby-old': 'Ruby 3 to 4',
      'py-old': 'Python 3 to 5',
      'node-old-simple': 'Node 1 to 2',
      'node-new': 'Node 3.5 or later',
    }
    for (const line of readLines<Line>('twilio/dialects.jsonl')) {
      const libraries = await librariesOf(line.token)
      expect(libraries, `${line.lib} ${line.case}`).toContain(names[line.lib])
    }
  })

  test('ours as well where its bytes are those of the classic libraries', async () => {
    const builder = new CapabilityToken({ accountSid: 'AC1', authToken: 'secret' })
    const tokens = [
      builder,
      builder.allowClientIncoming('A'),
      builder.allowClientOutgoing('AP1', { Foo: 'a b' }),
    ].map((one) => one.generateToken())
    for (const token of await Promise.all(tokens)) {
      expect(await librariesOf(token)).toContain('Grantline')
    }
  })
})
