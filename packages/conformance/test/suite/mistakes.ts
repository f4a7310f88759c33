import type { TokenHandlerOptions } from '@grantline/core/http'
import { dial } from '../../src/world.ts'

// @ts-expect-error -- the types know better, JavaScript does not
const FORGETFUL: TokenHandlerOptions['authorize'] = () => {}

/** A mistake of the application; each must reach the error hook with this message. */
export interface Mistake {
  readonly title: string
  readonly token: Partial<TokenHandlerOptions>
  readonly message: RegExp
}

export const MISTAKES: readonly Mistake[] = [
  {
    title: 'authorize throws',
    token: {
      authorize: () => {
        throw new Error('a secret detail')
      },
    },
    message: /^a secret detail$/,
  },
  {
    title: 'authorize rejects',
    token: {
      authorize: async () => {
        throw new Error('a secret detail')
      },
    },
    message: /^a secret detail$/,
  },
  {
    title: 'authorize forgets to answer',
    token: { authorize: FORGETFUL },
    message: /"authorize" must return/,
  },
  {
    title: 'authorize misspells a member',
    token: { authorize: () => ({ capabilities: [], subjekt: 'alice' }) },
    message: /^authorize: unknown option "subjekt"/,
  },
  {
    title: 'authorize says what is not its to say',
    token: { authorize: () => ({ capabilities: [], audience: 'https://other.example' }) },
    message: /^authorize: unknown option "audience"/,
  },
  {
    title: 'authorize asks for no lifetime',
    token: { authorize: () => ({ capabilities: [dial({ appSid: 'AP1' })], ttl: 0 }) },
    message: /ttl/,
  },
  {
    title: 'authorize takes a reserved claim',
    token: { authorize: () => ({ capabilities: [], claims: { exp: 1 } }) },
    message: /exp/,
  },
]
