import { existsSync, readFileSync } from 'node:fs'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the figures were measured on, and with. */
export interface Machine {
  readonly node: string
  readonly v8: string
  readonly openssl: string
  readonly cpu: string
  readonly cores: number
  /** GiB. */
  readonly memory: number
  readonly system: string
  /** The versions of the peers, by name. */
  readonly peers: Readonly<Record<string, string>>
}

const PEERS = [
  'fast-jwt',
  'jsonwebtoken',
  'jose',
  'hono',
  'twilio',
  '@atproto/oauth-scopes',
  '@casl/ability',
  '@biscuit-auth/biscuit-wasm',
  'express',
  'express-jwt',
  'express-oauth2-jwt-bearer',
  'fastify',
  '@fastify/jwt',
  'ws',
  '@auth0/auth0-react',
  'livekit-client',
  'oidc-client-ts',
  'next-auth',
  '@tanstack/react-query',
  'swr',
  'react',
  'bun',
  'deno',
  'miniflare',
  'esbuild',
  'mitata',
]

/** Looks at the machine. */
export function describeMachine(): Machine {
  const { node, v8, openssl } = process.versions
  const cores = cpus()
  return {
    node,
    v8,
    openssl,
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    peers: Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
  }
}

/** Processes that wanted a core in the last minute. */
export function currentLoad(): number {
  return loadavg()[0] ?? 0
}

/** A package need not export its manifest, so it is read where it is installed. */
function versionOf(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const file = join(folder, 'node_modules', name, 'package.json')
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as Manifest).version
    if (folder === dirname(folder)) return 'not installed'
    folder = dirname(folder)
  }
}

interface Manifest {
  readonly version: string
}
