import { createVerifier, type Algorithm, type VerifierOptions } from 'fast-jwt'
import { keyNamed, onlyKey, type Contender, type Setup, type VerifyToken } from './contender.ts'

/** `createVerifier({ key, algorithms, allowedIss, allowedAud })`. */
export const fastJwt: Contender = {
  name: 'fast-jwt',
  start: (setup) => start(setup, {}),
}

/** With the claims that it would not miss otherwise. */
export const fastJwtStrict: Contender = {
  name: 'fast-jwt, strict',
  start: (setup) =>
    start(setup, {
      requiredClaims: ['iss', 'aud', 'exp'],
      checkTyp: setup.typ ?? 'JWT',
    }),
}

function start(setup: Setup, more: Partial<VerifierOptions>): VerifyToken | undefined {
  const { issuer, audience, algorithms, keys, typ, cache } = setup
  if (keys.some(({ needsJwk }) => needsJwk)) return undefined
  const options = {
    allowedIss: issuer,
    allowedAud: audience,
    ...(algorithms === undefined ? {} : { algorithms: algorithms as Algorithm[] }),
    ...(typ === undefined ? {} : { checkTyp: typ }),
    ...(cache ? { cache: true } : {}),
    ...more,
  }
  const only = onlyKey(setup)
  if (only === undefined) {
    return createVerifier({
      ...options,
      key: async ({ header }: { header: Record<string, unknown> }) => {
        const key = keyNamed(setup, header['kid'])
        if (key === undefined) throw new Error('no such key')
        return key.secret ?? key.pem
      },
    } as never) as never
  }
  return createVerifier({ ...options, key: (only.secret ?? only.pem) as string }) as VerifyToken
}
