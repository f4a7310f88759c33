import { createVerifier, importKey } from '@grantline/core'
import { AUDIENCE, ISSUER, SECRET } from '../claims.ts'
import type { Program } from '../program.ts'

export const run: Program = async (token) => {
  const keys = await importKey({ alg: 'HS256', secret: SECRET })
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys })
  const { claims } = await verifier.verify(token)
  return String(claims['scope'])
}
