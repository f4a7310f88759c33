import { createHmac, timingSafeEqual } from 'node:crypto'
import { checkWith } from '../../peers/floor.ts'
import { onlyKey, type Contender, type VerifyToken } from './contender.ts'

/** The floor of the other sections, with one secret: it never looks at the header. */
export const byHand: Contender = {
  name: 'by hand',
  start: (setup) => {
    const key = onlyKey(setup)
    if (key?.alg !== 'HS256' || setup.typ !== undefined) return undefined
    const { verify } = checkWith((input, signature) => {
      const expected = createHmac('sha256', key.secret as string)
        .update(input)
        .digest()
      const given = Buffer.from(signature, 'base64url')
      return given.length === expected.length && timingSafeEqual(given, expected)
    })
    return verify as VerifyToken
  },
}
