import {
  chatGrant,
  playbackGrant,
  syncGrant,
  taskRouterGrant,
  videoGrant,
  voiceGrant,
} from '../../../src/twilio/access/access-grants.ts'
import { AccessToken } from '../../../src/twilio/access/access-token.ts'
import type { AccessTokenGrants } from '../../../src/twilio/access/read-access-grants.ts'
import {
  readAccessToken,
  type AccessTokenContents,
} from '../../../src/twilio/access/read-access-token.ts'
import { rawToken } from '../../token/raw-token.ts'

export const NOW = 1_700_000_000

/** Alice's token of the second {@link NOW}. */
export function access(options: object = {}): AccessToken {
  return new AccessToken({
    accountSid: 'AC123',
    keySid: 'SK123',
    secret: 'secret',
    identity: 'alice',
    clock: () => NOW,
    ...options,
  })
}

/** Reads a token at {@link NOW}. */
export function read(token: string, options: object = {}): Promise<AccessTokenContents> {
  return readAccessToken(token, { secret: 'secret', clock: () => NOW, ...options })
}

/** A token of another library: its claims, and a header that may differ. */
export function signed(claims: object, header: object = {}): string {
  return rawToken(
    { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1', ...header },
    { iss: 'SK123', sub: 'AC123', exp: NOW + 60, grants: {}, ...claims },
    'secret',
  )
}

/** Grants again what the contents of a token say. */
export function addAll(token: AccessToken, grants: AccessTokenGrants): AccessToken {
  if (grants.voice !== undefined) token.addGrant(voiceGrant(grants.voice))
  if (grants.video !== undefined) token.addGrant(videoGrant(grants.video))
  if (grants.chat !== undefined) token.addGrant(chatGrant(grants.chat))
  if (grants.sync !== undefined) token.addGrant(syncGrant(grants.sync))
  if (grants.taskRouter !== undefined) token.addGrant(taskRouterGrant(grants.taskRouter))
  if (grants.playback !== undefined) token.addGrant(playbackGrant(grants.playback))
  return token
}
