import { isCanonical } from '#crypto'
import { textLength } from '../../crypto/jws-parameters.ts'
import { ownOf } from '../../token/claims.ts'
import { hashOf, hmacKey, isHmac } from '../hmac-key.ts'
import type { OpenedTwilioToken } from './open-token.ts'

/** What the signature of a token was found to be. */
export type SignatureState = 'valid' | 'invalid' | 'not_checked'

/** The options that are secrets. */
export type SecretOption = 'authToken' | 'secret'

/** What is known of a signature. */
export interface CheckedSignature {
  readonly signature: SignatureState
  /** Why it is invalid, where more is known than that the secret given did not make it. */
  readonly flaw?: 'not_whole' | 'other_secret'
}

/** The option that holds the secret of a kind. */
export function secretOptionOf(kind: OpenedTwilioToken['kind']): SecretOption {
  return kind === 'access' ? 'secret' : 'authToken'
}

/** Whether the header names an algorithm that a secret can be checked with. */
export function hasHmac({ header }: OpenedTwilioToken): boolean {
  return isHmac(ownOf(header, 'alg'))
}

/** @throws {TypeError} for a secret that can be none */
export async function checkSignature(
  owner: string,
  token: OpenedTwilioToken,
  secrets: { readonly [Option in SecretOption]?: string },
): Promise<CheckedSignature> {
  const { kind, header, signingInput, signature } = token
  const alg = ownOf(header, 'alg')
  if (!isHmac(alg)) return { signature: 'not_checked' }
  // No secret makes such a signature, so none is needed to see it.
  if (!isCanonical(signature) || signature.length !== textLength(hashOf(alg) / 8)) {
    return { signature: 'invalid', flaw: 'not_whole' }
  }
  const isOf = async (option: SecretOption): Promise<boolean> => {
    const secret = secrets[option]
    if (secret === undefined) return false
    const key = await hmacKey(owner, option, secret, alg)()
    return key.verify(signingInput, signature)
  }
  const right = secretOptionOf(kind)
  if (await isOf(right)) return { signature: 'valid' }
  // That the two were taken for each other is a mistake that only this look can show.
  const other = right === 'secret' ? 'authToken' : 'secret'
  if (kind !== 'unknown' && (await isOf(other))) {
    return { signature: 'invalid', flaw: 'other_secret' }
  }
  return { signature: secrets[right] === undefined ? 'not_checked' : 'invalid' }
}
