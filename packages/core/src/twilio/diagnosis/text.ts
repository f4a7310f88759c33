import type { TokenDiagnosis } from './diagnose-token.ts'

const KINDS: Readonly<Record<TokenDiagnosis['kind'], string>> = {
  capability: 'A classic capability token',
  access: 'An access token',
  task_router: 'A TaskRouter capability token',
  unknown: 'No token of Twilio’s kinds',
}

const SIGNATURES: Readonly<Record<TokenDiagnosis['signature'], string>> = {
  valid: 'Its signature holds.',
  invalid: 'Its signature does not hold.',
  not_checked: 'Its signature was not checked, so all of this is only what it says of itself.',
}

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'days'],
  [3600, 'hours'],
  [60, 'minutes'],
]

/** A diagnosis as lines of text. */
export function diagnosisText(diagnosis: Omit<TokenDiagnosis, 'text'>): string {
  const { kind, libraries, allows, secondsLeft, signature, causes } = diagnosis
  const by = libraries.length === 0 ? '' : `, as ${libraries.join(', ')} would write it`
  return [
    `${KINDS[kind]}${by}.`,
    ...(secondsLeft === undefined ? [] : [lifeText(secondsLeft)]),
    SIGNATURES[signature],
    ...listText('It allows to', allows),
    ...listText(
      'Why it may be refused',
      causes.map(
        ({ codes, cause, fix, certain }) =>
          `${certain ? '' : 'perhaps '}${codes.join(', ')}: ${cause}. Fix: ${fix}.`,
      ),
    ),
  ].join('\n')
}

function listText(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `- ${item}`)]
}

function lifeText(secondsLeft: number): string {
  if (secondsLeft === 0) return 'It has just ended.'
  if (secondsLeft > 0) return `It ends in ${durationText(secondsLeft)}.`
  return `It ended ${durationText(-secondsLeft)} ago.`
}

function durationText(seconds: number): string {
  if (seconds === 1) return '1 second'
  // Two of a unit at least: none of them has a singular.
  const [size, unit] = UNITS.find(([length]) => seconds >= 2 * length) ?? [1, 'seconds']
  return `${Math.floor(seconds / size)} ${unit}`
}
