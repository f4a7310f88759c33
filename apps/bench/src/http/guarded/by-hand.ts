import { verify } from 'node:crypto'
import { asJws, type Keys } from '../../keys.ts'
import { checkWith, floor } from '../../peers/floor.ts'

/** The claims of a token, as somebody reads them without a library. */
export interface Claims {
  readonly sub: string
  readonly scope: string
}

/** A check of the `Authorization` header with `node:crypto`; it throws for what does not hold. */
export async function checkByHand(keys: Keys): Promise<(header: string | undefined) => Claims> {
  const check = keys.alg === 'HS256' ? await floor.verifier?.(keys) : ecCheck(keys)
  if (check === undefined) throw new TypeError('the floor verifies')
  return (header) => {
    if (header === undefined || !header.startsWith('Bearer ')) throw new Error('no token')
    return check.verify(header.slice(7)) as Claims
  }
}

function ecCheck({ verifying }: Keys): ReturnType<typeof checkWith> {
  const key = asJws(verifying)
  return checkWith((input, signature) =>
    verify('sha256', Buffer.from(input), key, Buffer.from(signature, 'base64url')),
  )
}

const OUTGOING = 'scope:client:outgoing?'

/** Whether a `scope` claim allows dialling an application: the rule that every server enforces. */
export function allowsByHand(scope: string, appSid: string | undefined): boolean {
  return scope
    .split(' ')
    .some(
      (one) =>
        one.startsWith(OUTGOING) &&
        new URLSearchParams(one.slice(OUTGOING.length)).get('appSid') === appSid,
    )
}
