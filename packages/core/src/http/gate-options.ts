import { requireListener, type GrantlineEvent, type OnEvent } from '../events.ts'
import { kindOf } from '../kind-of.ts'
import { rejectUnknownOptions } from '../options.ts'
import type { Verifier } from '../token/verifier.ts'
import type { TokenFrom } from './credential.ts'
import { createCrossSiteRule, type CrossSiteRule, type GateSiteOptions } from './cross-site.ts'
import type { Denial, DenialStyle } from './denial.ts'
import { DEFAULT_REALM } from './realm.ts'
import type { RequestView } from './request-view.ts'
import { rejectUnsupported } from './unsupported.ts'

/** Settings of `createGate`. */
export interface GateOptions extends GateSiteOptions {
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
   * - `'header'`: `Authorization: Bearer …`
   * - `'websocket-protocol'`: among the subprotocols that a WebSocket offers
   * - `{ cookie }`: in the cookie of that name. Cookies speak for any page, so on methods other than
   *   GET, HEAD and OPTIONS, and on every upgrade, the page must be an own or an allowed one
   * - `{ ticket }`: in the query parameter of that name, for what can send no header. Only tokens that
   *   are good once and for at most 30 seconds, as `ticketHandler` makes them, because URLs end up in
   *   logs
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
  /**
   * Hears of every refusal as an event, beside those of the verifier; what it throws changes nothing.
   *
   * @default nobody
   */
  onEvent?: (event: GrantlineEvent) => void
}

/** What {@link GateOptions} come to. */
export interface GateSettings {
  readonly verifier: Pick<Verifier, 'check'>
  readonly isOptional: boolean
  readonly sources: readonly TokenFrom[]
  readonly isAllowedSite: CrossSiteRule
  readonly style: DenialStyle
  readonly onDenial: ((denial: Denial, view: RequestView) => unknown) | undefined
  readonly onEvent: OnEvent | undefined
}

const OWNER = 'createGate'

const GATE_OPTIONS = [
  'verifier',
  'optional',
  'from',
  'realm',
  'resourceMetadata',
  'problemTypeBase',
  'allowedOrigins',
  'publicUrl',
  'onDenial',
  'onEvent',
] as const satisfies readonly (keyof GateOptions)[]

const LATER_OPTIONS = ['dpop', 'dpopReplay', 'dpopNonce'] as const

/**
 * Reads the settings of a gate, when it is made.
 *
 * @throws {TypeError} naming the option and what it takes
 */
export function readGateOptions(options: GateOptions): GateSettings {
  rejectUnsupported(OWNER, options, LATER_OPTIONS)
  rejectUnknownOptions(OWNER, options, GATE_OPTIONS)
  const { verifier, optional = false, onDenial } = options
  if (typeof verifier?.check !== 'function') {
    throw new TypeError(`${OWNER}: "verifier" must be made by createVerifier`)
  }
  if (typeof optional !== 'boolean') {
    throw new TypeError(`${OWNER}: "optional" must be true or false`)
  }
  if (onDenial !== undefined && typeof onDenial !== 'function') {
    throw new TypeError(`${OWNER}: "onDenial" must be a function`)
  }
  checkTexts(options)
  return {
    verifier,
    isOptional: optional,
    sources: readSources(options.from ?? ['header']),
    isAllowedSite: createCrossSiteRule(OWNER, options),
    style: {
      realm: options.realm ?? DEFAULT_REALM,
      resourceMetadata: options.resourceMetadata,
      problemTypeBase: options.problemTypeBase,
    },
    onDenial,
    onEvent: requireListener(OWNER, options.onEvent),
  }
}

function checkTexts(options: GateOptions): void {
  const { realm, resourceMetadata, problemTypeBase } = options
  for (const [name, value] of Object.entries({ realm, problemTypeBase })) {
    if (value === undefined || typeof value === 'string') continue
    throw new TypeError(`${OWNER}: "${name}" must be a string, not ${kindOf(value)}`)
  }
  if (resourceMetadata !== undefined && !URL.canParse(resourceMetadata)) {
    throw new TypeError(`${OWNER}: "resourceMetadata" must be an absolute URL`)
  }
}

/** A token of RFC 9110 §5.6.2: the name of a cookie, and plain enough for a query. */
const NAME = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/

function readSources(from: readonly TokenFrom[]): readonly TokenFrom[] {
  if (!Array.isArray(from) || from.length === 0) {
    throw new TypeError(`${OWNER}: "from" must be a list of at least one source`)
  }
  const sources = from.map(readSource)
  const names = sources.map((source) => JSON.stringify(source))
  if (new Set(names).size === names.length) return sources
  throw new TypeError(`${OWNER}: "from" must name no source twice`)
}

/** A copy, as the caller may change the original. */
function readSource(source: unknown): TokenFrom {
  if (source === 'header' || source === 'websocket-protocol') return source
  if (typeof source === 'object' && source !== null) {
    const [[kind, name] = [], ...more] = Object.entries(source)
    if (more.length === 0 && typeof name === 'string' && NAME.test(name)) {
      if (kind === 'cookie') return { cookie: name }
      if (kind === 'ticket') return { ticket: name }
    }
  }
  throw new TypeError(
    `${OWNER}: "from" takes "header", "websocket-protocol", { cookie: name } and { ticket: name }, the names without spaces`,
  )
}
