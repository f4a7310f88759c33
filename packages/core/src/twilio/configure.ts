import { rejectUnknownOptions } from '../options.ts'
import { requireText } from '../require.ts'

/** The account that tokens are made for. */
export interface TwilioAccount {
  /** `AC…`, the `iss` claim. */
  readonly accountSid: string
  /** Signs; its UTF-8 bytes are the HS256 key. */
  readonly authToken: string
}

/** An account: whole, or not at all where `configure` gave it. */
export type AccountOptions =
  | TwilioAccount
  | { readonly accountSid?: never; readonly authToken?: never }

let configured: TwilioAccount | undefined

/**
 * Sets the process-wide account for every `CapabilityToken` and `TaskRouterCapability` made without
 * one; a later call replaces it.
 *
 * @throws {TypeError} for an empty SID or token, and for an unknown option
 *
 * @example
 * ```ts
 * configure({ accountSid: 'AC123123', authToken: 'the auth token of that account' })
 * ```
 */
export function configure(account: TwilioAccount): void {
  rejectUnknownOptions('configure', account, ['accountSid', 'authToken'])
  configured = checkAccount('configure', account)
}

/** @throws {TypeError} when neither the options nor `configure` give an account */
export function resolveAccount(owner: string, options: Partial<TwilioAccount>): TwilioAccount {
  // Never one half from here and one from there: that would sign for one account with another's key.
  const isGiven = options.accountSid !== undefined || options.authToken !== undefined
  const { accountSid, authToken } = isGiven ? options : (configured ?? {})
  if (accountSid === undefined || authToken === undefined) {
    throw new TypeError(
      `${owner}: no account; give both { accountSid, authToken }, or to configure once`,
    )
  }
  return checkAccount(owner, { accountSid, authToken })
}

function checkAccount(owner: string, { accountSid, authToken }: TwilioAccount): TwilioAccount {
  return {
    accountSid: requireText(owner, 'accountSid', accountSid),
    authToken: requireText(owner, 'authToken', authToken),
  }
}
