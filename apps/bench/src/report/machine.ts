import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg, platform, release } from 'node:os'
import { dirname, join } from 'node:path'

/** What the figures were measured on, and with. */
export interface Machine {
  readonly node: string
  readonly v8: string
  readonly openssl: string
  readonly cpu: string
  readonly cores: number
  readonly system: string
  /** Processes that wanted a core in the last minute, before the run. */
  readonly load: number
  /** The versions of the peers, by name. */
  readonly peers: Readonly<Record<string, string>>
}

const PEERS = [
  'fast-jwt',
  'jsonwebtoken',
  'jose',
  'hono',
  'twilio',
  'express',
  'express-jwt',
  'express-oauth2-jwt-bearer',
  'fastify',
  '@fastify/jwt',
  '@auth0/auth0-react',
  'livekit-client',
  'oidc-client-ts',
  'next-auth',
  '@tanstack/react-query',
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
    system: `${platform()} ${release()}`,
    load: currentLoad(),
    peers: Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
  }
}

/** Processes that wanted a core in the last minute. */
export function currentLoad(): number {
  return loadavg()[0] ?? 0
}

/** A package need not export its manifest, so it is looked for above its entry. */
function versionOf(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name))
  for (;;) {
    const file = join(folder, 'package.json')
    const manifest = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {}
    if (manifest.name === name && manifest.version !== undefined) return manifest.version
    if (folder === dirname(folder)) return 'unknown'
    folder = dirname(folder)
  }
}

interface Manifest {
  readonly name?: string
  readonly version?: string
}
