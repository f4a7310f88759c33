import { members } from '../lib/repository.mjs'
import { textOf } from './files.ts'

/** A module that users import, and the names it exports. */
export interface Entry {
  /** Such as `@grantline/core/client`. */
  readonly specifier: string
  /** The path of its source from the root of the repository. */
  readonly source: string
  /** The path of its package, such as `packages/core`. */
  readonly home: string
  readonly names: readonly string[]
}

/** Every entry of every public package. */
export function publicEntries(): Entry[] {
  return members()
    .filter(({ manifest }) => !manifest.private)
    .flatMap(({ path: home, manifest }) =>
      Object.entries(manifest.exports ?? {}).flatMap(([key, target]) => {
        const source = sourceOf(target)
        if (source === undefined) return []
        const file = `${home}/${source.slice(2)}`
        const specifier = manifest.name + key.slice(1)
        return [{ specifier, source: file, home, names: exportedNames(textOf(file)) }]
      }),
    )
}

function sourceOf(target: unknown): string | undefined {
  if (typeof target !== 'object' || target === null) return undefined
  const source = Object.entries(target).find(([condition]) => condition === '@grantline/source')
  return typeof source?.[1] === 'string' ? source[1] : undefined
}

/** The names in the `export { … } from` lists that an entry consists of. */
function exportedNames(text: string): string[] {
  const lists = [...text.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}/g)]
  return lists
    .flatMap(([, list = '']) => list.replaceAll(/\/\/.*|\/\*.*?\*\//g, '').split(','))
    .map((item) => item.trim().split(/\s+/).at(-1) ?? '')
    .filter((name) => name !== '')
}
