import { readClock, requireClock, type Clock } from '../clock.ts'
import { signToken } from '../token/sign.ts'
import { resolveAccount, type TwilioAccount } from './configure.ts'
import { hmacKey } from './hmac-key.ts'
import { requireTtl } from './ttl.ts'

/** Who signs, and when. */
interface AccountSignerOptions extends Partial<TwilioAccount> {
  readonly clock?: Clock
}

/** Signs the tokens of an account; its auth token stays inside. */
export interface AccountSigner {
  readonly accountSid: string
  /** Signs `claims`, then `iss` and `exp`; the claims must not change until it is done. */
  readonly sign: (ttl: number, claims: object) => Promise<string>
}

const HEADER = { typ: 'JWT', alg: 'HS256' }

/** @throws {TypeError} when neither the options nor `configure` give an account */
export function accountSigner(owner: string, options: AccountSignerOptions): AccountSigner {
  const { accountSid, authToken } = resolveAccount(owner, options)
  const key = hmacKey(owner, 'authToken', authToken)
  const clock = requireClock(owner, options.clock)
  return {
    accountSid,
    async sign(ttl, claims) {
      const life = requireTtl('generateToken', ttl)
      const exp = Math.floor(readClock(owner, clock)) + life
      return signToken(await key(), HEADER, { ...claims, iss: accountSid, exp })
    },
  }
}
