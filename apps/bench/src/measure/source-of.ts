import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

/** A place in a script, counted from zero. */
export interface ScriptPlace {
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}

const maps = new Map<string, SourceMap | undefined>()

/** The address of the file that a place of a bundle was made of; the bundle itself where none is known. */
export function sourceOf({ url, lineNumber, columnNumber }: ScriptPlace): string {
  if (!url.startsWith('file:')) return url
  if (!maps.has(url)) maps.set(url, readMap(new URL(`${url}.map`)))
  const entry = maps.get(url)?.findEntry(lineNumber, columnNumber)
  if (entry === undefined || !('originalSource' in entry)) return url
  return new URL(entry.originalSource, url).href
}

function readMap(file: URL): SourceMap | undefined {
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}
