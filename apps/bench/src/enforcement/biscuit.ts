import type * as Biscuits from '@biscuit-auth/biscuit-wasm'

/** What the package exports. */
type BiscuitModule = typeof Biscuits

/** The package with a pair of keys. */
export interface Biscuit {
  readonly module: BiscuitModule
  readonly signing: Biscuits.PrivateKey
  readonly verifying: Biscuits.PublicKey
}

/** A question with its policy, parsed. */
export type BiscuitQuestion = Biscuits.AuthorizerBuilder
/** A token that was read. */
export type BiscuitToken = Biscuits.Biscuit
/** A token that is being written. */
export type BiscuitBuilder = Biscuits.BiscuitBuilder

/** Its own millisecond would refuse what a busy machine answers late. */
const LIMITS = { max_facts: 10_000, max_iterations: 1000, max_time_micro: 1_000_000 }

let opened: Promise<Biscuit> | undefined

/** Loads it only when it is measured: Node 20 needs `--experimental-wasm-modules` for it. */
export function openBiscuit(): Promise<Biscuit> {
  opened ??= load()
  return opened
}

async function load(): Promise<Biscuit> {
  const { log } = console
  // It greets on the console, in the middle of our tables.
  console.log = () => {}
  try {
    const module = await import('@biscuit-auth/biscuit-wasm')
    const pair = new module.KeyPair(module.SignatureAlgorithm.Ed25519)
    return { module, signing: pair.getPrivateKey(), verifying: pair.getPublicKey() }
  } finally {
    console.log = log
  }
}

/** Authorizes a question: `undefined`, or what Biscuit throws. Its memory is given back at once. */
export function askToken(
  { module }: Biscuit,
  token: BiscuitToken,
  question: BiscuitQuestion,
): unknown {
  // A builder is used up by its token, so the prepared one is copied.
  const builder = new module.AuthorizerBuilder()
  builder.merge(question)
  const authorizer = builder.buildAuthenticated(token)
  try {
    authorizer.authorizeWithLimits(LIMITS)
    return undefined
  } catch (refusal) {
    return refusal
  } finally {
    authorizer.free()
  }
}

/** Reads a text and verifies its signature; the token is given back when the work is done. */
export function withToken<Result>(
  { module, verifying }: Biscuit,
  text: string,
  work: (token: BiscuitToken) => Result,
): Result {
  const token = module.Biscuit.fromBase64(text, verifying)
  try {
    return work(token)
  } finally {
    token.free()
  }
}
