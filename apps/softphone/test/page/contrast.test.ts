import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../src/page/style/tokens.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')

/** Foreground on background, as the style sheets combine them. */
const PAIRS = [
  ['ink', 'ground'],
  ['ink', 'surface'],
  ['ink', 'sunken'],
  ['ink', 'danger-soft'],
  ['quiet', 'ground'],
  ['quiet', 'surface'],
  ['quiet', 'sunken'],
  ['quiet', 'accent-soft'],
  ['quiet', 'danger-soft'],
  ['accent', 'ground'],
  ['accent', 'surface'],
  ['accent-strong', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['danger', 'surface'],
  ['on-danger', 'danger-fill'],
  ['on-danger', 'danger-fill-strong'],
] as const

describe('text can be read', () => {
  test.each(PAIRS)('in the light: %s on %s', (text, ground) => {
    expect(contrast(colour(light, text), colour(light, ground))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(PAIRS)('in the dark: %s on %s', (text, ground) => {
    expect(
      contrast(colour(light + dark, text), colour(light + dark, ground)),
    ).toBeGreaterThanOrEqual(4.5)
  })
})

/** The last definition wins, as in the style sheet. */
function colour(sheet: string, name: string): string {
  const found = [...sheet.matchAll(new RegExp(`--${name}: #([0-9a-f]{6})`, 'g'))].at(-1)?.[1]
  if (found === undefined) throw new Error(`no colour --${name}`)
  return found
}

/** The contrast ratio of WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
