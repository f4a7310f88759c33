import assert from 'node:assert/strict'
import {
  AccessToken,
  CapabilityToken,
  readAccessToken,
  readCapabilityToken,
  videoGrant,
} from '@grantline/core/twilio'

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

const grant = await readCapabilityToken(token, { accountSid: 'AC123', authToken: 'XXXXX', clock })
assert.equal(grant.capabilities.length, 2)

const key = { accountSid: 'AC123', keySid: 'SK123', secret: 'secret' }
const access = await new AccessToken({ ...key, clock }).addGrant(videoGrant({ room: 'r' })).toJwt()
assert.equal((await readAccessToken(access, { secret: 'secret', clock })).grants.video.room, 'r')
