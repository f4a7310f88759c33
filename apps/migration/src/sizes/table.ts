import { measure, type Size, type Target, type Unresolved } from './measure.ts'

/** What is measured: a module that makes access tokens and no more. */
const subjects = {
  ours: `export { AccessToken, voiceGrant } from '@grantline/core/twilio'`,
  whole: `import twilio from 'twilio'; export const { AccessToken } = twilio.jwt`,
  file: `export { default as AccessToken } from 'twilio/lib/jwt/AccessToken.js'`,
} as const

const rows: readonly (readonly [words: string, subject: keyof typeof subjects])[] = [
  ["`import twilio from 'twilio'`", 'whole'],
  ["its file `'twilio/lib/jwt/AccessToken.js'` alone", 'file'],
  ["`import { AccessToken, voiceGrant } from '@grantline/core/twilio'`", 'ours'],
]

/** The table of the guide, measured now. */
export async function sizeTable(): Promise<string> {
  const lines = ['| bundle of | for Node | for the edge |', '| --- | --- | --- |']
  for (const [words, subject] of rows) {
    const code = subjects[subject]
    // One after the other: bundling the whole package takes all processors.
    // oxlint-disable-next-line no-await-in-loop
    const cells = [words, await cell(code, 'node'), await cell(code, 'edge')]
    lines.push(`| ${cells.join(' | ')} |`)
  }
  return lines.join('\n')
}

async function cell(code: string, target: Target): Promise<string> {
  return inWords(await measure(code, target))
}

function inWords(measured: Size | Unresolved): string {
  if ('bytes' in measured) return `${kb(measured.bytes)} kB, gzip ${kb(measured.gzip)} kB`
  const names = measured.missing.map((name) => `\`${name}\``)
  return `none: it needs Node’s ${names.join(', ')}`
}

const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

function kb(bytes: number): string {
  return thousands.format(bytes / 1000)
}
