import { requireJson } from '../require.ts'
import { isPlainObject } from '../plain-object.ts'
import { parseUrl } from './origin.ts'
import { publishDocument, type DocumentHandler } from './document.ts'

/** A metadata document: `issuer` (RFC 8414 §2) or `resource` (RFC 9728 §2), and whatever else it says. */
export type MetadataDocument = Readonly<Record<string, unknown>> &
  ({ readonly issuer: string } | { readonly resource: string })

/** Seconds for which a client may keep the answer. */
const MAX_AGE = 300

/**
 * Makes an endpoint that serves the metadata of an authorization server (RFC 8414) or of a protected
 * resource (RFC 9728) as it is given: GET and HEAD, cacheable, readable by pages of every origin.
 * URLs in it come from your configuration; nothing is taken from the request.
 *
 * @throws {TypeError} for a document without an absolute URL as `issuer` or `resource`, and for one
 *   that JSON cannot hold
 *
 * @example
 * ```ts
 * const handle = metadataHandler({
 *   resource: 'https://phone.example',
 *   jwks_uri: 'https://phone.example/.well-known/jwks.json',
 *   bearer_methods_supported: ['header'],
 * })
 * ```
 */
export function metadataHandler(document: MetadataDocument): DocumentHandler {
  if (!isPlainObject(document)) {
    throw new TypeError('metadataHandler: the document must be a plain object')
  }
  const { issuer, resource } = document
  const name = issuer ?? resource
  if (typeof name !== 'string' || !/^https?:$/.test(parseUrl(name)?.protocol ?? '')) {
    throw new TypeError(
      'metadataHandler: the document needs an "issuer" or a "resource" that is an absolute URL',
    )
  }
  const text = JSON.stringify(requireJson('metadataHandler', 'document', document))
  return publishDocument({
    type: 'application/json',
    cacheControl: `public, max-age=${MAX_AGE}`,
    read: () => text,
  })
}
