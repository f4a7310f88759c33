import { createPublicKey, createSecretKey, type JsonWebKey } from 'node:crypto'
import { SECRET, type Alg, type Keys } from '../keys.ts'
import type { Runtime } from './bun.ts'

/** A key that verifies, as it is told to another process. */
export interface ToldKey {
  readonly alg: Alg
  /** Absent for HS256: its secret is a constant. */
  readonly jwk?: JsonWebKey
}

/** The frameworks that servers are made with. */
export type Framework = 'express' | 'hono' | 'fastify'

/** What a server process is to be. */
export type Task =
  | {
      readonly role: 'guarded'
      readonly framework: Framework
      readonly name: string
      readonly key: ToldKey
      /** @default 'node' */
      readonly runtime?: Runtime
    }
  | { readonly role: 'token'; readonly framework: 'express' | 'hono' }
  | { readonly role: 'issuer'; readonly maxAge: number; readonly ttl: number }
  | { readonly role: 'verifier'; readonly jwks: string; readonly cacheMaxAge: number }
  | { readonly role: 'revoking'; readonly file: string; readonly key: ToldKey }

/** What a process serves, and what it answers its parent. */
export interface Running {
  readonly origin: string
  readonly answers?: Readonly<Record<string, (argument: unknown) => unknown>>
}

/** The half of a key that another process may have. */
export function tellKey({ alg, verifying }: Keys): ToldKey {
  return alg === 'HS256' ? { alg } : { alg, jwk: verifying.export({ format: 'jwk' }) }
}

/** The key that was told: it verifies, and signs nothing unless it is the one secret. */
export function heardKey({ alg, jwk }: ToldKey): Keys {
  const key =
    jwk === undefined
      ? createSecretKey(Buffer.from(SECRET))
      : createPublicKey({ key: jwk, format: 'jwk' })
  return { alg, signing: key, verifying: key }
}
