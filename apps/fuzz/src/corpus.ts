import {
  createHash,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
import {
  createKeyRing,
  createMinter,
  createVerifier,
  importKey,
  type Algorithm,
  type Key,
  type Verifier,
} from '@grantline/core'

/** The clock of all tokens and verifiers. */
export const NOW = 1_700_000_000

export const ISSUER = 'https://issuer.example'

/** Something that can be asked, and the tokens that it must accept. */
export interface Subject {
  readonly name: string
  readonly verifier: Pick<Verifier, 'check'>
  readonly tokens: readonly string[]
  /** Every token that must be accepted, and its claims as JSON. */
  readonly accepts: ReadonlyMap<string, string>
}

/** Tokens that were minted, and verifiers to be asked about what is made of them. */
export interface Corpus {
  /** Those of algorithms that are fast, and all of them. */
  readonly fast: readonly Subject[]
  readonly all: readonly Subject[]
  /** Every good token. */
  readonly tokens: readonly string[]
  /** What an attacker knows: public keys in every form, as text or bytes. */
  readonly publicMaterial: readonly (string | Buffer)[]
  /** The throwaway keys, so that a finding can be repeated. */
  readonly jwks: Readonly<Record<string, JsonWebKey>>
}

const SECRET_BYTES: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 }
const FAST: readonly Algorithm[] = ['HS256', 'HS384', 'HS512']
const SLOW: readonly Algorithm[] = ['EdDSA', 'ES256', 'ES384', 'ES512', 'RS256', 'RS512', 'PS256']

/** Lets a verifier be replaced by one with a planted bug. */
export type Wrap = (verifier: Verifier) => Pick<Verifier, 'check'>

/** Mints the tokens of a run with throwaway keys, which take a while to make for some algorithms. */
export async function makeCorpus(
  wrap: Wrap = (verifier) => verifier,
  slow: readonly Algorithm[] = SLOW,
): Promise<Corpus> {
  const made = await Promise.all([...FAST, ...slow].map((alg) => makeSubject(alg, wrap)))
  const tokens = [...made.flatMap(({ subject }) => subject.tokens), ...(await mintLong(made))]
  const keys = made.map(({ key }) => key)
  const everything = createVerifier({
    issuer: ISSUER,
    keys: createKeyRing(keys, { clock: () => NOW }),
    maxTokenBytes: 1_000_000,
    clock: () => NOW,
  })
  const ring = { name: 'ring', verifier: wrap(everything), tokens, accepts: claimsOf(tokens) }
  const subjects = made.map(({ subject }) => subject)
  return {
    fast: [...subjects.slice(0, FAST.length), ring],
    all: [...subjects, ring],
    tokens,
    publicMaterial: made.flatMap(({ pair }) => (pair === undefined ? [] : publicForms(pair))),
    jwks: Object.fromEntries(made.map(({ alg, jwk }) => [alg, jwk])),
  }
}

interface Made {
  readonly alg: Algorithm
  readonly key: Key
  readonly jwk: JsonWebKey
  readonly pair: KeyObject | undefined
  readonly subject: Subject
}

async function makeSubject(alg: Algorithm, wrap: Wrap): Promise<Made> {
  const { jwk, pair } = makeJwk(alg)
  const key = await importKey({ alg, jwk }, { kid: `key-${alg}` })
  const shared = { issuer: ISSUER, keys: key, clock: () => NOW }
  const minter = createMinter(shared)
  const params = { k: 'v', role: 'a' }
  const capabilities = [{ service: 'fuzz', privilege: 'deal', params }]
  const minted = await Promise.all([
    minter.mint({ capabilities }),
    minter.mint({ capabilities, subject: 'alice', claims: { team: { names: ['x'] } } }),
    minter.mint({ capabilities: [], session: 's', notBefore: NOW }),
  ])
  const tokens = minted.map(({ token }) => token)
  const verifier = wrap(createVerifier({ ...shared, cache: { maxEntries: 2 } }))
  return {
    alg,
    key,
    jwk,
    pair,
    subject: { name: alg, verifier, tokens, accepts: claimsOf(tokens) },
  }
}

/** Tokens that are longer than the usual limit, and than any buffer. */
async function mintLong(made: readonly Made[]): Promise<string[]> {
  const minted = made.slice(0, 1).flatMap(({ key }) => {
    const minter = createMinter({ issuer: ISSUER, keys: key, clock: () => NOW })
    return [9000, 12_500, 14_000, 30_000].map((length) =>
      minter.mint({ capabilities: [], claims: { pad: 'x'.repeat(length) } }),
    )
  })
  return (await Promise.all(minted)).map(({ token }) => token)
}

/** What the tokens say, read by nobody's parser but the engine's. */
function claimsOf(tokens: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    tokens.map((token) => {
      const [, payload = ''] = token.split('.')
      return [token, Buffer.from(payload, 'base64url').toString()]
    }),
  )
}

function makeJwk(alg: Algorithm): { jwk: JsonWebKey; pair: KeyObject | undefined } {
  const bytes = SECRET_BYTES[alg]
  if (bytes !== undefined) {
    const k = (alg === 'HS256' ? fixedSecret(bytes) : randomBytes(bytes)).toString('base64url')
    return { jwk: { kty: 'oct', k }, pair: undefined }
  }
  const pair = makePair(alg)
  return { jwk: pair.export({ format: 'jwk' }), pair: createPublicKey(pair) }
}

/** The same in every process: so most runs are the same, too. */
function fixedSecret(bytes: number): Buffer {
  return createHmac('sha512', 'fuzz')
    .update('a secret for nothing else')
    .digest()
    .subarray(0, bytes)
}

function makePair(alg: Algorithm): KeyObject {
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519').privateKey
  if (alg === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  if (alg === 'ES384') return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
  if (alg === 'ES512') return generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
}

/** A public key as somebody may have it at hand. */
function publicForms(key: KeyObject): (string | Buffer)[] {
  const pem = String(key.export({ type: 'spki', format: 'pem' }))
  const der = key.export({ type: 'spki', format: 'der' })
  const jwk = key.export({ format: 'jwk' })
  const numbers = [jwk.n, jwk.x, jwk.y].filter((text) => text !== undefined)
  return [
    pem,
    pem.trim(),
    der,
    der.toString('base64'),
    createHash('sha256').update(der).digest(),
    JSON.stringify(jwk),
    JSON.stringify({ keys: [jwk] }),
    ...numbers,
    ...numbers.map((text) => Buffer.from(text, 'base64url')),
  ]
}
