import type { TwilioErrorCode } from './causes.ts'

/** A cause in short: what Twilio answers with, what is wrong, what to do. */
export type CauseRow = readonly [codes: Codes, cause: string, fix: string]

type Codes = readonly TwilioErrorCode[]

// The codes that go together, of access tokens and of the Voice SDK.
export const INVALID: Codes = [20101, 31204]
export const HEADER: Codes = [20101]
export const SIGNATURE: Codes = [20101, 31202]
export const ISSUER: Codes = [20103, 31204]
export const ACCOUNT: Codes = [31202, 31204]
export const NO_END: Codes = [20104, 31204]
export const EXPIRED: Codes = [20104, 31205]
export const TOO_LONG: Codes = [20104, 31207]
