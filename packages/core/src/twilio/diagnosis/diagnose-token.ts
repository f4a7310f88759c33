import { hmacKey, type HmacAlgorithm } from '../hmac-key.ts'
import { kindOf } from '../../kind-of.ts'
import { rejectUnknownOptions } from '../../options.ts'
import { requireText } from '../../require.ts'
import { ownOf } from '../../token/claims.ts'
import { allowedWords } from './allowed-words.ts'
import { causesOf, causesOfText, type LikelyCause, type SignatureState } from './causes.ts'
import { librariesOf } from './library.ts'
import { openToken, type OpenedTwilioToken } from './open-token.ts'
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
  /** Whole seconds until it ends, negative since it has; absent where its end cannot be read. */
  readonly secondsLeft?: number
  /** Whether the signature holds; `not_checked` without the secret for it. */
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
  const checked = await checkSignature(opened, settings)
  const exp = ownOf(opened.payload, 'exp')
  return freeze({
    kind: opened.kind,
    libraries: librariesOf(opened),
    allows: allowedWords(opened),
    ...(typeof exp === 'number' ? { secondsLeft: Math.floor(exp - now) } : {}),
    signature: checked.signature,
    causes: causesOf(opened, { obstacles, now, accountSid, ...checked }),
  })
}

interface Settings extends DiagnoseTokenOptions {
  readonly now: number
}

function readOptions(options: DiagnoseTokenOptions): Settings {
  rejectUnknownOptions(OWNER, options, ['authToken', 'secret', 'accountSid', 'now'])
  const { authToken, secret, accountSid, now = Date.now() / 1000 } = options
  for (const [option, value] of Object.entries({ authToken, secret, accountSid })) {
    if (value !== undefined) requireText(OWNER, option, value)
  }
  if (Number.isFinite(now)) return { ...options, now }
  throw new TypeError(`${OWNER}: "now" must be seconds since 1970, not ${kindOf(now)}`)
}

interface Checked {
  readonly signature: SignatureState
  readonly signedWithAuthToken: boolean
}

async function checkSignature(
  token: OpenedTwilioToken,
  { authToken, secret }: Settings,
): Promise<Checked> {
  const isAccess = token.kind === 'access'
  const holds = await isSignedWith(token, 'secret', isAccess ? secret : authToken)
  // An access token of the auth token is a mistake that only this look can show.
  const mistaken = isAccess && holds !== true && (await isSignedWith(token, 'authToken', authToken))
  const unless = holds === undefined ? 'not_checked' : 'invalid'
  return { signature: holds === true ? 'valid' : unless, signedWithAuthToken: mistaken === true }
}

/** Whether the secret made the signature; `undefined` where that cannot be told. */
async function isSignedWith(
  { header, signingInput, signature }: OpenedTwilioToken,
  option: string,
  secret: string | undefined,
): Promise<boolean | undefined> {
  const alg = ownOf(header, 'alg')
  if (secret === undefined || !isHmac(alg)) return undefined
  const key = await hmacKey(OWNER, option, secret, alg)()
  return key.verify(signingInput, signature)
}

function isHmac(alg: unknown): alg is HmacAlgorithm {
  return alg === 'HS256' || alg === 'HS384' || alg === 'HS512'
}

function freeze(diagnosis: Omit<TokenDiagnosis, 'text'>): TokenDiagnosis {
  const { libraries, allows, causes } = diagnosis
  for (const list of [libraries, allows, causes]) Object.freeze(list)
  return Object.freeze({ ...diagnosis, text: diagnosisText(diagnosis) })
}
