import { readClock, requireClock, type Clock } from '../clock.ts'
import { resolveAccount, type TwilioAccount } from './configure.ts'
import type { Life } from './generate-options.ts'
import { hmacKey } from './hmac-key.ts'
import { signTwilioToken } from './sign-twilio-token.ts'
import { requireTtl } from './ttl.ts'

/** Who signs, and when. */
interface AccountSignerOptions extends Partial<TwilioAccount> {
  readonly clock?: Clock
}

/** Signs the tokens of an account; its auth token stays inside. */
export interface AccountSigner {
  readonly accountSid: string
  /** Signs `claims`, then `iss` and `exp`, in the name of the method that was called. */
  readonly sign: (caller: string, claims: object, life: Life) => Promise<string>
}

const HEADER = { typ: 'JWT', alg: 'HS256' }

/** @throws {TypeError} when neither the options nor `configure` give an account */
export function accountSigner(owner: string, options: AccountSignerOptions): AccountSigner {
  const { accountSid, authToken } = resolveAccount(owner, options)
  const key = hmacKey(owner, 'authToken', authToken)
  const clock = requireClock(owner, options.clock)
  return {
    accountSid,
    async sign(caller, claims, life) {
      const ttl = requireTtl(caller, ...life)
      const exp = Math.floor(readClock(owner, clock)) + ttl
      return signTwilioToken(caller, key, HEADER, { ...claims, iss: accountSid, exp })
    },
  }
}
