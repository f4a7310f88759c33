import type { Sent } from '../wire.ts'
import { get, headOf, type ExpectedAnswer, type Row } from './row.ts'

/** A document as it is served. */
interface Served {
  readonly path: string
  readonly etag: string
  readonly cacheControl: string
  readonly type: string
  readonly body: unknown
}

const JWKS: Served = {
  path: '/jwks.json',
  etag: '"2c35ff91d48f574562a95ba62d072857"',
  cacheControl: 'public, max-age=300, stale-while-revalidate=300',
  type: 'application/jwk-set+json',
  // The public key of the ring, without `d`; of the secret beside it not a word.
  body: {
    keys: [
      {
        kty: 'OKP',
        crv: 'Ed25519',
        x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
        kid: 'first',
        alg: 'EdDSA',
        use: 'sig',
      },
    ],
  },
}

const METADATA: Served = {
  path: '/metadata',
  etag: '"40e8abd09835c4264580ff0c3f47b3e2"',
  cacheControl: 'public, max-age=300',
  type: 'application/json',
  body: {
    resource: 'https://phone.example',
    jwks_uri: 'https://phone.example/jwks.json',
  },
}

/** Every answer of an endpoint that serves a public document. */
export function documentRows(): readonly Row[] {
  return [
    ...rowsOf(JWKS),
    ...rowsOf(METADATA),
    {
      title: '/jwks.json may be kept as long as is said',
      setup: { jwks: { maxAge: 60 } },
      send: get('/jwks.json'),
      answer: okOf({ ...JWKS, cacheControl: 'public, max-age=60, stale-while-revalidate=60' }),
    },
    {
      title: '/jwks.json may not be kept',
      setup: { jwks: { maxAge: 0 } },
      send: get('/jwks.json'),
      answer: okOf({ ...JWKS, cacheControl: 'public, max-age=0, stale-while-revalidate=0' }),
    },
    {
      title: '/jwks.json is empty where nothing is public',
      setup: { jwks: { keys: { jwks: () => ({ keys: [] }) } } },
      send: get('/jwks.json'),
      answer: okOf({ ...JWKS, etag: '"9638d11914735d0072002dd4d67c734a"', body: { keys: [] } }),
    },
    {
      title: '/metadata is of an issuer, too',
      setup: {
        metadata: {
          issuer: 'https://phone.example',
          token_endpoint: 'https://phone.example/token',
        },
      },
      send: get('/metadata'),
      answer: okOf({
        ...METADATA,
        etag: '"7f7540251379e6a4cd396bf3a668e498"',
        body: {
          resource: 'https://phone.example',
          jwks_uri: 'https://phone.example/jwks.json',
          issuer: 'https://phone.example',
          token_endpoint: 'https://phone.example/token',
        },
      }),
    },
  ]
}

function rowsOf(document: Served): readonly Row[] {
  const { path, etag } = document
  const ok = okOf(document)
  const { 'content-type': _type, ...shared } = ok.headers
  const known: ExpectedAnswer = { status: 304, headers: shared, body: '' }
  const ask = (tags: string, method = 'GET'): Sent => ({
    method,
    path,
    headers: [['If-None-Match', tags]],
  })
  return [
    { title: `${path} is served`, send: get(path), answer: ok },
    { title: `${path} is served to HEAD`, send: { method: 'HEAD', path }, answer: headOf(ok) },
    {
      title: `${path} is served to every page`,
      send: get(path, ['Origin', 'https://evil.example'], ['Sec-Fetch-Site', 'cross-site']),
      answer: ok,
    },
    {
      title: `${path} is served whatever the query and the host`,
      send: get(`${path}?x=1`, ['X-Forwarded-Host', 'evil.example']),
      answer: ok,
    },
    { title: `${path} has not changed`, send: ask(etag), answer: known },
    { title: `${path} has not changed for HEAD`, send: ask(etag, 'HEAD'), answer: known },
    { title: `${path} has not changed behind a proxy`, send: ask(`W/${etag}`), answer: known },
    {
      title: `${path} has not changed since one of them`,
      send: ask(`"a", ${etag}`),
      answer: known,
    },
    { title: `${path} is there at all`, send: ask('*'), answer: known },
    { title: `${path} has changed`, send: ask('"a"'), answer: ok },
    { title: `${path} has a tag in quotes`, send: ask(etag.slice(1, -1)), answer: ok },
    ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'].map((method) => ({
      title: `${path} cannot be asked by ${method}`,
      send: { method, path },
      answer: {
        status: 405,
        headers: {
          allow: 'GET, HEAD',
          'content-type': 'application/json',
          'cache-control': 'no-store',
        },
        body: { error: 'invalid_request' },
      },
    })),
  ]
}

function okOf({ type, cacheControl, etag, body }: Served): ExpectedAnswer {
  return {
    status: 200,
    headers: {
      'content-type': type,
      'cache-control': cacheControl,
      etag,
      'access-control-allow-origin': '*',
    },
    body,
  }
}
