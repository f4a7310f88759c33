import type { NaiveScope } from './scopes.ts'

/** What is asked of `fuzz:deal`, every constraint of it. */
export interface DealRequest {
  readonly k: unknown
  readonly role: unknown
  readonly room: unknown
  readonly most: unknown
  readonly least: unknown
}

export const ROLES = ['a', 'b', 'c'] as const

const PARAMS: ReadonlySet<string> = new Set(['k', 'role', 'room', 'most', 'least', 'note'])

/** Whether a scope allows the request, worked out in the simplest way there is. */
export function naiveAllows(scope: NaiveScope, request: DealRequest): boolean {
  const { service, privilege, params } = scope
  if (service !== 'fuzz' || privilege !== 'deal' || !isRequest(request)) return false
  if (![...params.keys()].every((name) => PARAMS.has(name)) || !params.has('k')) return false
  const [role, room] = [params.get('role'), params.get('room')]
  const [most, least] = [params.get('most'), params.get('least')]
  return (
    params.get('k') === request.k &&
    (role === undefined || allowsRole(role, request.role)) &&
    (room === undefined || patternOf(room)?.test(String(request.room)) === true) &&
    (most === undefined || (isNumber(most) && Number(request.most) <= Number(most))) &&
    (least === undefined || (isNumber(least) && Number(request.least) >= Number(least)))
  )
}

function isRequest({ k, role, room, most, least }: DealRequest): boolean {
  return (
    typeof k === 'string' &&
    ROLES.some((one) => one === role) &&
    typeof room === 'string' &&
    room.split('/').every((segment) => !/^\.{0,2}$/.test(segment)) &&
    !/\p{Surrogate}/u.test(room) &&
    [most, least].every((number) => typeof number === 'number' && isNumber(String(number)))
  )
}

function allowsRole(granted: string, asked: unknown): boolean {
  const words = granted.split(',')
  const isFine = words.every((word, at) => /^[abc]$/.test(word) && words.indexOf(word) === at)
  return isFine && words.some((word) => word === asked)
}

/** A path as a regular expression; nothing for one that is malformed. */
function patternOf(granted: string): RegExp | undefined {
  const segments = granted.split('/')
  if (segments.some((segment) => /^\.{0,2}$/.test(segment))) return undefined
  if (segments.slice(0, -1).includes('**')) return undefined
  const sources = segments.map((segment) => {
    if (segment === '**') return '[^]+'
    return segment === '*' ? '[^/]+' : segment.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  })
  return new RegExp(`^${sources.join('/')}$`)
}

function isNumber(text: string): boolean {
  return /^(?:0|[1-9][0-9]{0,14})$/.test(text)
}
