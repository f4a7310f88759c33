import { fixtureTexts } from './fixture-texts.ts'

/** Reads a fixture, as text. */
export function readFileSync(file: URL): string {
  const text = fixtureTexts[file.href]
  if (text === undefined) throw new Error(`${file.href} is no fixture`)
  return text
}
