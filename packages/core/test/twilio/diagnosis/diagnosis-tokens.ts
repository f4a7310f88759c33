import {
  diagnoseToken,
  type DiagnoseTokenOptions,
  type TokenDiagnosis,
} from '../../../src/twilio.ts'
import { rawToken } from '../../token/raw-token.ts'

// Tokens of two secrets, made by hand, and what is said of them.

export const NOW = 1_700_000_000
export const AUTH_TOKEN = 'the auth token'
export const KEY_SECRET = 'the key secret'

export const HEADER = { typ: 'JWT', alg: 'HS256' }
export const ACCESS_HEADER = { ...HEADER, cty: 'twilio-fpa;v=1' }

/** A capability token of the auth token, fine but for what is given. */
export function classic(claims: object, header: object = {}, secret: string = AUTH_TOKEN): string {
  const fine = { scope: '', iss: 'AC123', exp: NOW + 60 }
  return rawToken({ ...HEADER, ...header }, { ...fine, ...claims }, secret)
}

/** An access token of the API key, fine but for what is given. */
export function access(claims: object, header: object = {}, secret: string = KEY_SECRET): string {
  const grants = { identity: 'alice', video: {} }
  const fine = { grants, iss: 'SK123', sub: 'AC123', exp: NOW + 60 }
  return rawToken({ ...ACCESS_HEADER, ...header }, { ...fine, ...claims }, secret)
}

export async function diagnose(
  token: string,
  options: DiagnoseTokenOptions = {},
): Promise<TokenDiagnosis> {
  return diagnoseToken(token, { now: NOW, ...options })
}

/** What the token itself shows to be wrong, one line each: `codes: cause`. */
export async function shown(token: string, options: DiagnoseTokenOptions = {}): Promise<string[]> {
  const { causes } = await diagnose(token, options)
  return causes.flatMap(({ certain, codes, cause }) =>
    certain ? [`${codes.join(' ')}: ${cause}`] : [],
  )
}

/** What cannot be seen from the token. */
export async function unseen(token: string, options: DiagnoseTokenOptions = {}): Promise<string[]> {
  const { causes } = await diagnose(token, options)
  return causes.flatMap(({ certain, cause }) => (certain ? [] : [cause]))
}
