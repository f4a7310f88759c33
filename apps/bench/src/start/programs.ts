import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A library in a fresh process, by the names of its programs. */
export interface Contender {
  readonly name: string
  /** The program that mints, below `programs`. */
  readonly mint: string
  /** The program that verifies, where there is one. */
  readonly verify?: string
  /** What differs, in a few words. */
  readonly note?: string
}

/** What a runtime takes by itself. */
const EMPTY: Contender = { name: 'an empty program', mint: 'empty' }
const GRANTLINE: Contender = {
  name: '@grantline/core',
  mint: 'mint/grantline',
  verify: 'verify/grantline',
}
const JOSE: Contender = { name: 'jose', mint: 'mint/jose', verify: 'verify/jose' }
const HONO: Contender = {
  name: 'hono/jwt',
  mint: 'mint/hono',
  verify: 'verify/hono',
  note: 'its jwt entry alone',
}
const JSONWEBTOKEN: Contender = {
  name: 'jsonwebtoken',
  mint: 'mint/jsonwebtoken',
  verify: 'verify/jsonwebtoken',
}

/** Those that are compared on Node. */
export const ON_NODE: readonly Contender[] = [
  EMPTY,
  GRANTLINE,
  {
    name: '@grantline/core/twilio',
    mint: 'mint/grantline-twilio',
    note: 'CapabilityToken',
  },
  JOSE,
  HONO,
  JSONWEBTOKEN,
  { name: 'fast-jwt', mint: 'mint/fast-jwt', verify: 'verify/fast-jwt' },
  { name: 'twilio', mint: 'mint/twilio', note: 'ClientCapability, as documented' },
  {
    name: 'twilio/lib/jwt/ClientCapability.js',
    mint: 'mint/twilio-file',
    note: 'the file alone: possible, not documented',
  },
]

/** Those that are bundled for Node: without what cannot be made smaller by it. */
export const BUNDLED: readonly Contender[] = ON_NODE.filter(
  ({ name }) => !name.startsWith('twilio'),
)

/** Those that run everywhere without the modules of Node. */
export const EVERYWHERE: readonly Contender[] = [EMPTY, GRANTLINE, JOSE, HONO]

/** Where programs are, ready to run. */
export interface Programs {
  /** The folder of `first-token` and `programs`. */
  readonly folder: string
  readonly extension: '.js' | '.mjs'
}

/** As they are built: every import is a file of an installed package. */
export const BUILT: Programs = {
  folder: dirname(fileURLToPath(import.meta.url)),
  extension: '.js',
}
