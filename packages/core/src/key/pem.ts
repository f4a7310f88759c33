import type { JWK } from 'jose'
import { exportJWK } from 'jose/key/export'
import { importPKCS8, importSPKI, importX509 } from 'jose/key/import'
import { JWS_PARAMETERS } from '../crypto/jws-parameters.ts'
import type { Algorithm } from './algorithm.ts'

/** The blocks that are read, each by its own rules; of a certificate only its public key. */
const READERS = new Map([
  ['PRIVATE KEY', importPKCS8],
  ['PUBLIC KEY', importSPKI],
  ['CERTIFICATE', importX509],
])

const TO_PKCS8 = 'openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem'

/** Blocks that people do have, and what makes one of ours of them. */
const CONVERSIONS = new Map([
  ['ENCRYPTED PRIVATE KEY', TO_PKCS8],
  ['RSA PRIVATE KEY', TO_PKCS8],
  ['EC PRIVATE KEY', TO_PKCS8],
  ['EC PARAMETERS', TO_PKCS8],
  ['RSA PUBLIC KEY', 'openssl rsa -RSAPublicKey_in -pubout -in old.pem -out new.pem'],
])

const BEGIN = /-----BEGIN ([A-Z0-9 ]+)-----/g

/**
 * Reads one PEM block (RFC 7468); text around it is ignored.
 *
 * @throws {TypeError} for a block of another kind, naming what converts it, for several blocks and
 *   for a key that does not fit the algorithm
 */
export async function readPem(alg: Algorithm, pem: string): Promise<JWK> {
  if (JWS_PARAMETERS[alg].kty === 'oct') {
    throw new TypeError(`importKey: ${alg} takes a "secret" or "jwk", not a PEM`)
  }
  if (typeof pem !== 'string') throw new TypeError('importKey: "pem" must be text, not bytes')
  const { label, read } = findReader(pem)
  const block = new RegExp(`-----BEGIN ${label}-----[A-Za-z0-9+/=\\s]+-----END ${label}-----`)
  const [text] = block.exec(pem) ?? []
  if (text === undefined) {
    throw new TypeError(
      'importKey: the PEM is cut off or has other characters in it; its lines must end in line breaks, not in "\\n" as two characters',
    )
  }
  try {
    return await exportJWK(await read(text, alg, { extractable: true }))
  } catch {
    // The cause may quote key material, so it goes no further.
    throw new TypeError(`importKey: the PEM does not hold a key for ${alg} (${keyFor(alg)})`)
  }
}

function findReader(pem: string): { label: string; read: typeof importSPKI } {
  const labels = Array.from(pem.matchAll(BEGIN), ([, label = '']) => label)
  const [label = ''] = labels
  const conversion = CONVERSIONS.get(label)
  if (conversion !== undefined) {
    throw new TypeError(`importKey: "pem" is a kind that is not read; convert it: ${conversion}`)
  }
  const read = READERS.get(label)
  if (read === undefined) {
    throw new TypeError(
      'importKey: "pem" must hold a PRIVATE KEY (PKCS#8), PUBLIC KEY (SPKI) or CERTIFICATE block',
    )
  }
  if (labels.length === 1) return { label, read }
  throw new TypeError('importKey: "pem" holds several blocks; give the one that is meant')
}

function keyFor(alg: Algorithm): string {
  const parameters = JWS_PARAMETERS[alg]
  return 'crv' in parameters ? parameters.crv : parameters.kty
}
