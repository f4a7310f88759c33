import { rejectUnknownOptions } from '../options.ts'
import type { Verifier } from '../token/verifier.ts'
import { TOKEN_SOURCES, type TokenFrom } from './credential.ts'
import type { Denial } from './denial.ts'
import type { RequestView } from './request-view.ts'
import { rejectUnsupported } from './unsupported.ts'

/** Settings of `createGate`. */
export interface GateOptions {
  /** Checks the tokens. */
  verifier: Pick<Verifier, 'check'>
  /**
   * Whether a request without a token passes; one with a bad token never does.
   *
   * @default false
   */
  optional?: boolean
  /**
   * Where a token may be; a request with a token in two of them is malformed.
   *
   * @default ['header']
   */
  from?: readonly TokenFrom[]
  /**
   * The protection space named in every challenge.
   *
   * @default 'api'
   */
  realm?: string
  /** URL of the protected resource metadata, named in every challenge (RFC 9728 §5.1). */
  resourceMetadata?: string
  /**
   * What the `type` of a refusal's body starts with; the code follows.
   *
   * @default 'about:blank', without the code
   */
  problemTypeBase?: string
  /** Told of every refusal, to log it: `denial.cause` holds the reason. It changes no outcome. */
  onDenial?: (denial: Denial, view: RequestView) => void
}

const GATE_OPTIONS = [
  'verifier',
  'optional',
  'from',
  'realm',
  'resourceMetadata',
  'problemTypeBase',
  'onDenial',
] as const satisfies readonly (keyof GateOptions)[]

const LATER_OPTIONS = ['allowedOrigins', 'publicUrl', 'dpop', 'dpopReplay', 'dpopNonce'] as const

/**
 * Checks the settings of a gate, when it is made.
 *
 * @throws {TypeError} naming the option and what it takes
 */
export function checkGateOptions(options: GateOptions): void {
  rejectUnsupported('createGate', options, LATER_OPTIONS)
  rejectUnknownOptions('createGate', options, GATE_OPTIONS)
  if (typeof options.verifier?.check !== 'function') {
    throw new TypeError('createGate: "verifier" must be made by createVerifier')
  }
  if (typeof (options.optional ?? false) !== 'boolean') {
    throw new TypeError('createGate: "optional" must be true or false')
  }
  checkTexts(options)
  const sources: readonly unknown[] = options.from ?? ['header']
  if (sources.length === 0 || new Set(sources).size !== sources.length) {
    throw new TypeError('createGate: "from" must name at least one source, and none twice')
  }
  for (const source of sources) checkSource(source)
}

function checkTexts(options: GateOptions): void {
  const { realm, resourceMetadata, problemTypeBase } = options
  for (const [name, value] of Object.entries({ realm, problemTypeBase })) {
    if (value === undefined || typeof value === 'string') continue
    throw new TypeError(`createGate: "${name}" must be a string`)
  }
  if (resourceMetadata !== undefined && !URL.canParse(resourceMetadata)) {
    throw new TypeError('createGate: "resourceMetadata" must be an absolute URL')
  }
}

function checkSource(source: unknown): void {
  if (TOKEN_SOURCES.some((known) => known === source)) return
  if (typeof source === 'object' && source !== null) {
    throw new TypeError('createGate: a cookie or ticket in "from" is not supported yet')
  }
  throw new TypeError(`createGate: "from" takes ${TOKEN_SOURCES.join(' and ')}`)
}
