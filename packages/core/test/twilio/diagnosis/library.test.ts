import { describe, expect, test } from 'vitest'
import { AccessToken, TaskRouterCapability, videoGrant } from '../../../src/twilio.ts'
import { readLines } from '../../fixtures/read-lines.ts'
import { rawToken } from '../../token/raw-token.ts'
import { CLASSIC, librariesOf, NEWER } from './library-samples.ts'

const ACCESS = '"cty":"twilio-fpa;v=1"'

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
    [
      'Ruby 5 or later',
      `{${ACCESS},"twr":null,"typ":"JWT","alg":"HS256"}`,
      '{"jti":"SK1-1","grants":{"video":{},"identity":"a"},"iss":"SK1","nbf":1,"exp":1,"sub":"AC1"}',
    ],
    [
      'Ruby 5 or later',
      `{${ACCESS},"typ":"JWT","alg":"HS256"}`,
      '{"jti":"SK1-1","grants":{"identity":"a"},"iss":"SK1","nbf":1,"exp":1,"sub":"AC1"}',
    ],
    [
      'Python 6.0 to 6.5',
      `{"typ":"JWT","alg":"HS256",${ACCESS}}`,
      '{"jti":"SK1-1","grants":{"video":{},"chat":{},"identity":"a"},"iss":"SK1","nbf":1,"exp":1,"sub":"AC1"}',
    ],
    [
      'Python 6.6 or later',
      `{"typ":"JWT","alg":"HS256",${ACCESS}}`,
      '{"jti":"SK1-1","grants":{"video":{},"identity":"a"},"iss":"SK1","exp":1,"sub":"AC1"}',
    ],
    [
      'Python 6 or later',
      `{"typ":"JWT","alg":"HS256",${ACCESS}}`,
      '{"grants":{},"jti":"SK1-1","iss":"SK1","exp":1,"sub":"AC1"}',
    ],
    [
      'C# 4',
      `{${ACCESS},"typ":"JWT","alg":"HS256"}`,
      '{"jti":"SK1-1","iss":"SK1","sub":"AC1","exp":1,"grants":{}}',
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
      'Ruby 5 or later or Python 6.0 to 6.5',
      '{"account_sid":"AC1","workspace_sid":"WS1","channel":"WS1","version":"v1","friendly_name":"WS1","policies":[],"iss":"AC1","nbf":1,"exp":1}',
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

test.each([
  '"iss":"AC1","exp":1,"scope":""',
  '"scope":"","iss":"AC1","exp":1,"nbf":1',
  '"iss":"AC1","scope":"","exp":1',
  '"iss":"SK1","exp":1,"grants":{},"jti":"SK1-1","sub":"AC1"',
  '"iss":"SK1","exp":1,"jti":"SK1-1","sub":"AC1","grants":{}',
  '"exp":1,"grants":{},"iss":"SK1","jti":"SK1-1","nbf":1,"sub":"AC1"',
  '"jti":"SK1-1","grants":{},"iss":"SK1","exp":1,"sub":"AC1"',
  '"jti":"SK1-1","grants":{},"iss":"SK1","nbf":1,"exp":1,"sub":"AC1"',
  '"grants":{},"jti":"SK1-1","iss":"SK1","exp":1,"sub":"AC1"',
  '"jti":"SK1-1","iss":"SK1","sub":"AC1","exp":1,"grants":{}',
  '"version":"v1","friendly_name":"WS1","policies":[],"iss":"AC1","exp":1',
  '"account_sid":"AC1","workspace_sid":"WS1","policies":[],"iss":"AC1","nbf":1,"exp":1',
  '"account_sid":"AC1","workspace_sid":"WS1","policies":[],"iss":"AC1","exp":1,"nbf":1',
  '"account_sid":"AC1","workspace_sid":"WS1","policies":[],"iss":"AC1","exp":1',
  '"account_sid":"AC1","channel":"WS1","exp":1,"iss":"AC1","nbf":1,"policies":[]',
  '"iss":"AC1","exp":1,"version":"v1","account_sid":"AC1","policies":[]',
  '"iss":"AC1","exp":1,"version":"v1","policies":[],"account_sid":"AC1","channel":"WS1"',
  '"iss":"AC1","exp":1,"version":"v1","policies":[]',
  '"iss":"AC1","exp":1,"workspace_sid":"WS1","channel":"WS1","policies":[]',
])('no library writes a claim before %s', async (claims) => {
  const other = claims.includes('grants') ? `{${ACCESS},"typ":"JWT","alg":"HS256"}` : CLASSIC
  for (const header of [NEWER, other]) {
    expect(await librariesOf(rawToken(header, `{${claims}}`))).not.toEqual([])
    expect(await librariesOf(rawToken(header, `{"own":1,${claims}}`))).toEqual([])
  }
})
