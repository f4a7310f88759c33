import assert from 'node:assert/strict'
import { CapabilityToken } from '@grantline/core/twilio'

const clock = () => 1_300_000_000
const token = await new CapabilityToken({ accountSid: 'AC123', authToken: 'XXXXX', clock })
  .allowClientIncoming('Alice')
  .allowClientOutgoing('AP123123', { Foo: 'Bar' })
  .generateToken(600)

const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
assert.match(header, /"alg":"HS256"/)
const claims = JSON.parse(payload)
assert.equal(claims.iss, 'AC123')
assert.equal(claims.exp, 1_300_000_600)
const scopes = claims.scope.split(' ').toSorted()
assert.match(scopes[0], /^scope:client:incoming\?clientName=Alice$/)
assert.match(scopes[1], /^scope:client:outgoing\?appSid=AP123123&appParams=Foo%3DBar/)
