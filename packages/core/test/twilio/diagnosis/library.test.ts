import { describe, expect, test } from 'vitest'
import {
  AccessToken,
  CapabilityToken,
  diagnoseToken,
  TaskRouterCapability,
  videoGrant,
} from '../../../src/twilio.ts'
import { readLines } from '../../fixtures/read-lines.ts'
import { rawToken } from '../../token/raw-token.ts'

const NOW = 1_700_000_000
const librariesOf = async (token: string): Promise<readonly string[]> =>
  (await diagnoseToken(token, { now: NOW })).libraries

// Members and their order as the sources of the libraries write them.
const CLASSIC = '{"typ":"JWT","alg":"HS256"}'
const NEWER = '{"alg":"HS256","typ":"JWT"}'
const ACCESS = '"cty":"twilio-fpa;v=1"'
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
    ['', NEWER, `{"exp":1,"iss":"AC1","scope":"${incoming}"}`],
  ])('of %s, by its bytes', async (library, header, payload) => {
    expect((await librariesOf(rawToken(header, payload))).join(' or ')).toBe(library)
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

describe('an access token is', () => {
  test.each([
    [
      'PHP or Ruby 4',
      `{"typ":"JWT","alg":"HS256",${ACCESS}}`,
      '{"jti":"SK1-1","iss":"SK1","sub":"AC1","exp":1,"grants":{}}',
    ],
    [
      'PHP',
      `{"typ":"JWT","alg":"HS256",${ACCESS},"twr":"au1"}`,
      '{"jti":"SK1-1","iss":"SK1","sub":"AC1","exp":1,"grants":{"identity":"a\\/b"}}',
    ],
    [
      'Ruby 5 or later',
      `{${ACCESS},"twr":null,"typ":"JWT","alg":"HS256"}`,
      '{"jti":"SK1-1","grants":{},"iss":"SK1","nbf":1,"exp":1,"sub":"AC1"}',
    ],
    [
      'Ruby 5 or later',
      `{${ACCESS},"typ":"JWT","alg":"HS256"}`,
      '{"jti":"SK1-1","grants":{"identity":"a","video":{}},"iss":"SK1","nbf":1,"exp":1,"sub":"AC1"}',
    ],
    [
      'Python 6.0 to 6.5',
      `{"typ":"JWT","alg":"HS256",${ACCESS}}`,
      '{"jti":"SK1-1","grants":{"video":{},"identity":"a"},"iss":"SK1","nbf":1,"exp":1,"sub":"AC1"}',
    ],
    [
      'Python 6.6 or later',
      `{"typ":"JWT","alg":"HS256",${ACCESS}}`,
      '{"jti":"SK1-1","grants":{},"iss":"SK1","exp":1,"sub":"AC1"}',
    ],
    [
      'Node 2 to 3.4',
      `{"typ":"JWT","alg":"HS256",${ACCESS}}`,
      '{"jti":"SK1-1","grants":{},"iat":1,"exp":1,"iss":"SK1","sub":"AC1"}',
    ],
    [
      'Java 7 or later',
      `{${ACCESS},"typ":"JWT","alg":"HS256"}`,
      '{"iss":"SK1","exp":1,"grants":{},"jti":"SK1-1","sub":"AC1"}',
    ],
    [
      'C# 5 or later',
      `{"alg":"HS256","typ":"JWT",${ACCESS}}`,
      '{"iss":"SK1","exp":1,"jti":"SK1-1","sub":"AC1","grants":{}}',
    ],
    [
      'Go',
      `{"alg":"HS256",${ACCESS},"typ":"JWT"}`,
      '{"exp":1,"grants":{},"iss":"SK1","jti":"SK1-1","nbf":1,"sub":"AC1"}',
    ],
  ])('of %s, by its bytes', async (library, header, payload) => {
    expect((await librariesOf(rawToken(header, payload))).join(' or ')).toBe(library)
  })

  test('ours or of the Node library, by its number', async () => {
    const lines = readLines<{ readonly type: string; readonly token?: string }>(
      'twilio/access-node.jsonl',
    )
    for (const { type, token } of lines) {
      if (token === undefined) continue
      expect(await librariesOf(token), type).toEqual(['Node 3.5 or later'])
    }
    const account = { accountSid: 'AC1', keySid: 'SK1', secret: 'secret' }
    const ours = await new AccessToken(account).addGrant(videoGrant()).toJwt()
    expect(await librariesOf(ours)).toEqual(['Grantline'])
  })
})

describe('a TaskRouter token is', () => {
  test.each([
    ['PHP', '{"version":"v1","friendly_name":"WS1","policies":[],"iss":"AC1","exp":1}'],
    [
      'Ruby 4 or C# 4',
      '{"iss":"AC1","exp":1,"version":"v1","friendly_name":"WS1","policies":[],"account_sid":"AC1","workspace_sid":"WS1"}',
    ],
    [
      'Node 2',
      '{"iss":"AC1","exp":1,"version":"v1","friendly_name":"WS1","policies":[],"account_sid":"AC1","channel":"WS1"}',
    ],
    [
      'Python 6.6 or later',
      '{"account_sid":"AC1","workspace_sid":"WS1","channel":"WS1","version":"v1","friendly_name":"WS1","policies":[],"iss":"AC1","exp":1,"nbf":1}',
    ],
    [
      'Go',
      '{"account_sid":"AC1","channel":"WS1","exp":1,"friendly_name":"WS1","iss":"AC1","nbf":1,"policies":[]}',
    ],
    [
      'C# 5 or later',
      '{"iss":"AC1","exp":1,"version":"v1","account_sid":"AC1","friendly_name":null,"policies":[]}',
    ],
    [
      'Java 7 or later',
      '{"iss":"AC1","exp":1,"workspace_sid":"WS1","channel":"WS1","policies":[]}',
    ],
    [
      'Java 3 to 6',
      '{"friendly_name":"WS1","workspace_sid":"WS1","iss":"AC1","policies":[],"channel":"WS1"}',
    ],
  ])('of %s, by its bytes', async (library, payload) => {
    expect((await librariesOf(rawToken(CLASSIC, payload))).join(' or ')).toBe(library)
  })

  test('ours by the order of its claims', async () => {
    const ours = new TaskRouterCapability({
      accountSid: 'AC1',
      authToken: 's',
      workspaceSid: 'WS1',
    })
    expect(await librariesOf(await ours.generateToken())).toEqual(['Grantline'])
  })
})
