import type { JWK } from 'jose'
import type { MaybePromise } from '../maybe-promise.ts'
import { JWS_PARAMETERS, type JwsParameters } from '../crypto/jws-parameters.ts'
import { isPlainObject } from '../plain-object.ts'
import type { Algorithm } from './algorithm.ts'
import { importKey } from './import.ts'
import { materialOf, type KeyMaterial } from './key.ts'

/** One public key of a remote set, imported for an algorithm when a token first asks for it. */
export interface RemoteJwk {
  readonly kid: string | undefined
  /** Equal for two JWKs that say the same. */
  readonly fingerprint: string
  /** Whether the JWK allows the algorithm. */
  fits(alg: Algorithm): boolean
  /** The same object every time; `undefined` for a key that `importKey` refuses. */
  material(alg: Algorithm): MaybePromise<KeyMaterial | undefined>
}

const TEXT_MEMBERS = ['kty', 'kid', 'alg', 'use', 'crv', 'x', 'y', 'n', 'e']
/** With one of these the key is a secret, and whoever reads the set can sign. */
const SECRET_MEMBERS = ['k', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'oth']

/** Reads one member of a set; `undefined` for what is no public key to verify with. */
export function readRemoteJwk(value: unknown): RemoteJwk | undefined {
  if (!isPlainObject(value) || SECRET_MEMBERS.some((member) => Object.hasOwn(value, member))) {
    return undefined
  }
  // Only what is looked at goes on: nothing else of the document has a say.
  const members = TEXT_MEMBERS.filter((member) => Object.hasOwn(value, member))
  if (!members.every((member) => isText(value[member]))) return undefined
  const jwk = Object.fromEntries(members.map((member) => [member, value[member]])) as JWK
  const operations = Object.hasOwn(value, 'key_ops') ? value['key_ops'] : ['verify']
  if ((jwk.use ?? 'sig') !== 'sig' || !isListOf(operations, 'verify')) return undefined
  return Object.values(JWS_PARAMETERS).some((each) => isKindOf(jwk, each))
    ? createRemoteJwk(jwk)
    : undefined
}

function createRemoteJwk(jwk: JWK): RemoteJwk {
  const imported = new Map<Algorithm, MaybePromise<KeyMaterial | undefined>>()
  const load = async (alg: Algorithm): Promise<KeyMaterial | undefined> => {
    const material = await importKey({ alg, jwk }).then(
      (key) => materialOf('remoteKeys', key),
      () => undefined,
    )
    imported.set(alg, material)
    return material
  }
  return {
    kid: jwk.kid,
    fingerprint: JSON.stringify(jwk),
    fits: (alg) => isKindOf(jwk, JWS_PARAMETERS[alg]) && isNameOf(jwk.alg, alg),
    material(alg) {
      if (!imported.has(alg)) imported.set(alg, load(alg))
      return imported.get(alg)
    },
  }
}

/** Whether a JWK has the key type and the curve; a secret never comes from a public set. */
function isKindOf(jwk: JWK, parameters: JwsParameters): boolean {
  if (parameters.kty === 'oct' || parameters.kty !== jwk.kty) return false
  return parameters.kty === 'RSA' || parameters.crv === jwk.crv
}

/** Whether a JWK that names this algorithm may serve the other; RFC 9864 says `Ed25519` for EdDSA. */
function isNameOf(name: string | undefined, alg: Algorithm): boolean {
  return name === undefined || name === alg || (alg === 'EdDSA' && name === 'Ed25519')
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isListOf(value: unknown, member: string): boolean {
  return Array.isArray(value) && value.includes(member)
}
