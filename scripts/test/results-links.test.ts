import { expect, test } from 'vitest'
import { filesUnder, textOf } from './files.ts'

const documents = filesUnder('.', /\.md$/).filter((path) => !path.startsWith('.'))
const readmes = documents.filter((path) => /^(packages\/[\w-]+\/)?README\.md$/.test(path))

/** The name of a heading in a link, as GitHub makes it. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
}

test('links into the results page lead somewhere', () => {
  const headings = [...textOf('docs/results.md').matchAll(/^#{1,4} (.+)$/gm)]
  const known = new Set(headings.map(([, heading = '']) => slugOf(heading)))
  const links = documents.flatMap((path) =>
    [...textOf(path).matchAll(/results\.md#([^)\s]+)\)/g)].map(([, slug = '']) => [path, slug]),
  )
  expect(links.length).toBeGreaterThan(10)
  expect(links.filter(([, slug = '']) => !known.has(slug))).toEqual([])
})

test('a README states no measured number, but links to where it is measured', () => {
  expect(readmes.length).toBeGreaterThan(4)
  const stated = readmes.flatMap((path) =>
    [
      ...textOf(path).matchAll(
        /\d[\d.,]* ?(?:µs|[kK]i?B|× (?:as|less|faster)|times (?:as|faster|smaller))/g,
      ),
    ].map(([text]) => `${path}: ${text}`),
  )
  expect(stated).toEqual([])
  const own = readmes.filter((path) => !textOf(path).includes('docs/results.md'))
  expect(own).toEqual(['packages/conformance/README.md'])
})
