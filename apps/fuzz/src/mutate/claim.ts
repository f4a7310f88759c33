import type { Random } from '../random.ts'
import { bendText, character } from './text.ts'

const SERVICES = ['fuzz', 'client', 'a', 'A-1_b.c', '0', '__proto__', 'constructor']
const PRIVILEGES = ['deal', 'incoming', 'b', '..', 'a.b', 'toString', '__proto__']
const KEYS = [
  'k',
  'role',
  'room',
  'most',
  'least',
  'note',
  '__proto__',
  'constructor',
  '0',
  'a[b]',
  '%6B',
]

const VALUES: Readonly<Record<string, readonly string[]>> = {
  k: ['v', 'w', '', '%76', 'v%00', '+', '%2B'],
  role: ['a', 'b', 'a,b', 'b,a', 'a%2Cb', 'a,a', 'd', '', 'a,', ',', 'A'],
  room: [
    'x',
    'x/y',
    'x/*',
    'x/**',
    '*',
    '**',
    '**/x',
    'x/**/y',
    '*/y',
    'x*',
    'x/y*',
    'x/*z',
    '*x',
    '',
    '/',
    'x/',
    '/x',
    '.',
    '..',
    'x/../y',
    'x/./y',
    'x//y',
    'x%2Fy',
    '%2A%2A',
    'x/%2A',
    '***',
    'x/*/**',
    '*/*',
    '*/**',
    'x/**x',
    'x**',
    'x/...',
    '.x',
  ],
  most: [
    '0',
    '1',
    '5',
    '10',
    '007',
    '5e2',
    '0x10',
    '',
    '-1',
    '1.0',
    '999999999999999',
    '+5',
    '5%20',
  ],
  least: ['0', '1', '5', '10', '9999999999999999', ' ', '%35'],
}

const RAW = [
  '%',
  '%2',
  '%zz',
  '%C3%A9',
  '%C3',
  '%C0%AF',
  '%ED%A0%80',
  '%EF%BB%BF',
  '%F4%90%80%80',
  '%00',
  '+',
  '#',
]

/** A claim like those that are minted, with something wrong now and then, or anything at all. */
export function makeClaim(random: Random): string {
  if (random.chance(0.04)) return anything(random)
  const count = random.chance(0.01) ? 98 + random.below(5) : random.below(4)
  const claim = Array.from({ length: count }, () => makeScope(random)).join(' ')
  return random.chance(0.25) && claim !== '' ? bendText(claim, random) : claim
}

function makeScope(random: Random): string {
  const service = random.chance(0.7) ? 'fuzz' : random.pick(SERVICES)
  const privilege = random.chance(0.7) ? 'deal' : random.pick(PRIVILEGES)
  const head = `${random.chance(0.97) ? 'scope' : random.pick(['Scope', 'scop', ''])}:${service}:${privilege}`
  if (random.chance(0.05))
    return random.pick([head, `${head}?`, `${head}?&`, `${head}:x`, `${head}?a`])
  const count = random.chance(0.01) ? 31 + random.below(3) : 1 + random.below(5)
  const keys = random.chance(0.8) ? distinctKeys(count) : []
  const pairs = Array.from({ length: count }, (_, at) =>
    makePair(keys[at] ?? random.pick(KEYS), random),
  )
  return `${head}?${pairs.join('&')}`
}

/** `k` first: without it the scope allows nothing, and there is nothing to compare. */
function distinctKeys(count: number): string[] {
  const known = ['k', 'role', 'room', 'most', 'least', 'note']
  return Array.from({ length: count }, (_, at) => known[at] ?? `p${at}`)
}

function makePair(key: string, random: Random): string {
  const values = VALUES[key]
  if (values !== undefined && random.chance(0.9)) return `${key}=${random.pick(values)}`
  const value = random.pick([
    () => random.pick(RAW),
    () => encodeURIComponent(String.fromCodePoint(0x20 + random.below(0x300))),
    () => 'x'.repeat(random.below(40)),
    () => `${character(random)}=${character(random)}`,
    () => 'y'.repeat(random.chance(0.02) ? 4090 + random.below(12) : 3),
    () => (random.chance(0.02) ? '%E2%82%AC'.repeat(1360 + random.below(10)) : '%E2%82%AC'),
  ])()
  return `${key}=${value}`
}

function anything(random: Random): string {
  return random.pick([
    () => Array.from({ length: random.below(60) }, () => character(random)).join(''),
    () => ' '.repeat(random.below(120)),
    () => 'scope:a:b '.repeat(random.below(130)).trimEnd(),
    () => `scope:a:b?k=${'z'.repeat(8170 + random.below(20))}`,
    () => `scope:a:b?${'&'.repeat(random.below(50))}`,
    () => `scope:a:b?${'\u00E9'.repeat(random.below(5000))}`,
    () => 'scope:'.repeat(random.below(2000)),
    () => `scope:a:b?k=${'%'.repeat(random.below(4000))}`,
  ])()
}
