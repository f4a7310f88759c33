import { kindOf } from '../../kind-of.ts'
import { rejectUnknownOptions } from '../../options.ts'
import { requireText } from '../../require.ts'
import { requireDate } from '../require-date.ts'
import { deepFreeze } from '../../token/deep-freeze.ts'
import { allowedWords } from './allowed-words.ts'
import { causesOf, causesOfText, type LikelyCause } from './causes.ts'
import { checkSignature, type SignatureState } from './check-signature.ts'
import { librariesOf } from './library.ts'
import { endOf, openToken } from './open-token.ts'
import { diagnosisText } from './text.ts'

/** Settings of {@link diagnoseToken}. */
export interface DiagnoseTokenOptions {
  /**
   * The auth token of the account, to check the signature of capability and TaskRouter tokens.
   *
   * @default the signature is not checked
   */
  readonly authToken?: string
  /**
   * The secret of the API key, to check the signature of access tokens.
   *
   * @default the signature is not checked
   */
  readonly secret?: string
  /**
   * `AC…`, the account that the token should be of.
   *
   * @default not compared
   */
  readonly accountSid?: string
  /**
   * The instant to judge for, NumericDate.
   *
   * @default now
   */
  readonly now?: number
}

/** What can be said of a token; deeply frozen. */
export interface TokenDiagnosis {
  /** The kind of token; `unknown` for what is none of Twilio's. */
  readonly kind: 'capability' | 'access' | 'task_router' | 'unknown'
  /** The libraries that write such bytes, several where they write the same. */
  readonly libraries: readonly string[]
  /** What it allows, a phrase each. */
  readonly allows: readonly string[]
  /** Whole seconds until it ends, rounded up, negative since it has; absent where its end cannot be read. */
  readonly secondsLeft?: number
  /**
   * Whether the signature holds; `not_checked` without the secret for it, `invalid` all the same where
   * it is not whole or was made with the other one of the two secrets.
   */
  readonly signature: SignatureState
  /** Why Twilio may refuse it: what the token shows first, likeliest first. */
  readonly causes: readonly LikelyCause[]
  /** All of it as text of several lines. */
  readonly text: string
}

const OWNER = 'diagnoseToken'

/**
 * Describes a token of Twilio's kinds as a support engineer would: what it is, what it allows, how
 * long it lives, and why Twilio may refuse it. It takes whatever was pasted and never needs a
 * secret. Its answer holds what the token says, so it is for the eyes of whoever holds the token,
 * not for logs.
 *
 * @throws {TypeError} for a token that is no string, and for settings that could not work
 *
 * @example
 * ```ts
 * const { text, causes } = await diagnoseToken(token, { authToken: 'the auth token of the account' })
 * console.log(text)
 * const refusedFor = causes.filter(({ certain }) => certain).map(({ cause }) => cause)
 * ```
 */
export async function diagnoseToken(
  token: string,
  options: DiagnoseTokenOptions = {},
): Promise<TokenDiagnosis> {
  if (typeof token !== 'string') {
    throw new TypeError(`${OWNER}: the token must be a string, not ${kindOf(token)}`)
  }
  const settings = readOptions(options)
  const { opened, obstacles } = openToken(token)
  if (opened === undefined) {
    return freeze({
      kind: 'unknown',
      libraries: [],
      allows: [],
      signature: 'not_checked',
      causes: causesOfText(obstacles),
    })
  }
  const { now, accountSid } = settings
  const checked = await checkSignature(OWNER, opened, settings)
  const exp = endOf(opened)
  return freeze({
    kind: opened.kind,
    libraries: librariesOf(opened),
    allows: allowedWords(opened),
    // What is added to makes 0 of -0.
    ...(exp === undefined ? {} : { secondsLeft: Math.ceil(exp - now) + 0 }),
    signature: checked.signature,
    causes: causesOf(opened, { obstacles, now, accountSid, ...checked }),
  })
}

interface Settings extends DiagnoseTokenOptions {
  readonly now: number
}

function readOptions(options: DiagnoseTokenOptions): Settings {
  rejectUnknownOptions(OWNER, options, ['authToken', 'secret', 'accountSid', 'now'])
  const { now = Date.now() / 1000, ...texts } = options
  for (const [option, text] of Object.entries(texts)) {
    if (text !== undefined) requireText(OWNER, option, text)
  }
  return { ...texts, now: requireDate(OWNER, 'now', now) }
}

function freeze(diagnosis: Omit<TokenDiagnosis, 'text'>): TokenDiagnosis {
  return deepFreeze({ ...diagnosis, text: diagnosisText(diagnosis) })
}
