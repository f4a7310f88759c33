import { keepsPromise, type Figure, type Scenario } from '../scenario.ts'
import { cellTables, type CellTable } from './cells.ts'
import type { Machine } from './machine.ts'
import { markdownTable, slugOf } from './markdown.ts'
import { counted, quarters, shown } from './numbers.ts'
import { picturesOf, type Picture } from './pictures.ts'
import { promisesText, type Told } from './promises.ts'
import type { Results } from './results.ts'
import { SECTIONS } from './sections.ts'

/** The results page, and the pictures that it shows. */
export interface Page {
  readonly markdown: string
  readonly pictures: readonly Picture[]
}

/**
 * Writes the results page of what was measured. Words come from the scenarios, numbers from nowhere
 * but the results.
 *
 * @param pictureFolder - where the pictures lie, as seen from the page
 */
export function pageOf(
  results: Results,
  scenarios: readonly Scenario[],
  pictureFolder: string,
): Page {
  const told = scenarios.flatMap((scenario): Told[] => {
    const outcome = results.outcomes.find((one) => one.scenario === scenario.name)
    return outcome === undefined ? [] : [{ scenario, outcome }]
  })
  const missing = scenarios.filter((scenario) => !told.some((one) => one.scenario === scenario))
  const sections = SECTIONS.flatMap(({ section, title, intro }) => {
    const own = told.filter(({ scenario }) => scenario.section === section)
    if (own.length === 0) return []
    return [`## ${title}`, intro, ...own.map((one) => scenarioText(one, pictureFolder))]
  })
  const blocks = [
    '# Results',
    introOf(told),
    contentsOf(told),
    '## Promises',
    promisesText(told),
    ...sections,
    '## The machine',
    machineText(results.machine),
    ...(missing.length === 0
      ? []
      : [`Not measured yet: ${missing.map(({ title }) => title).join('; ')}.`]),
  ]
  return {
    markdown: `${blocks.join('\n\n')}\n`,
    pictures: told.flatMap(({ scenario, outcome }) => picturesOf(scenario, outcome)),
  }
}

function introOf(told: readonly Told[]): string {
  const days = told.map(({ outcome }) => outcome.at.slice(0, 10)).toSorted()
  const [first = 'never', last = first] = [days[0], days.at(-1)]
  const minutes = told.reduce((sum, { outcome }) => sum + outcome.seconds, 0) / 60
  const when = first === last ? `on ${first}` : `between ${first} and ${last}`
  const loads = told.map(({ outcome }) => outcome.load)
  return [
    `Measured ${when}, in ${Math.round(minutes)} minutes, by`,
    '```console\npnpm bench\n```',
    'which writes this page and its pictures from [what it measured](results/figures.json); no number here is typed by hand. The bench itself, its peers and its inputs are in [`apps/bench`](../apps/bench/README.md).',
    [
      '- **A number** is the median of its samples; the small ones beside it are the quarters around it.',
      '- **A ratio** is the median of the ratios of single short rounds in alternating order: what disturbs the machine disturbs both sides of it. Below 1 is less time than the other takes.',
      '- **A promise** stands beside its number: ✓ kept, ✗ missed.',
      `- **Busy** machines make times too long and ratios blurred: while this was measured, up to ${Math.max(0, ...loads).toFixed(1)} processes wanted one of [its cores](#the-machine).`,
    ].join('\n'),
  ].join('\n\n')
}

function contentsOf(told: readonly Told[]): string {
  return SECTIONS.flatMap(({ section, title }) => {
    const own = told.filter(({ scenario }) => scenario.section === section)
    if (own.length === 0) return []
    const links = own.map(({ scenario }) => `[${scenario.title}](#${slugOf(scenario.title)})`)
    return [`- [**${title}**](#${slugOf(title)}): ${links.join(', ')}`]
  }).join('\n')
}

function scenarioText({ scenario, outcome }: Told, pictureFolder: string): string {
  const { title, name, about, differs = [] } = scenario
  const head = [`### ${title}`, `${sentence(about)} \`pnpm bench ${name}\``]
  if (outcome.error !== undefined) {
    return [...head, `**It could not run:** ${outcome.error}`].join('\n\n')
  }
  const pictures = picturesOf(scenario, outcome)
  const tables = cellTables(outcome.figures).flatMap((table) =>
    blocksOf(table, pictures, pictureFolder),
  )
  const list = differs.map((one) => `- ${sentence(one)}`).join('\n')
  return [...head, ...tables, list].filter((block) => block !== '').join('\n\n')
}

function blocksOf(
  table: CellTable,
  pictures: readonly Picture[],
  pictureFolder: string,
): readonly string[] {
  const heading = table.heading === undefined ? '' : `#### ${table.heading}`
  const shownHere = pictures.filter((picture) => picture.table === table.heading)
  const links = shownHere.map(({ file, title }) => `![${title}](${pictureFolder}/${file})`)
  return [heading, ...links, tableText(table), notesText(table)]
}

function tableText({ columns, rows }: CellTable): string {
  return markdownTable(
    ['', ...columns],
    rows.map(({ name, figures }) => [
      name,
      ...columns.map((column) => {
        const figure = figures.get(column)
        return figure === undefined ? '' : figureText(figure)
      }),
    ]),
  )
}

function figureText(figure: Figure): string {
  const { value, unit, atMost } = figure
  const around = quarters(value, unit)
  const number = counted(figure) + (around === '' ? '' : ` <sub>${around}</sub>`)
  if (atMost === undefined) return number
  const isKept = keepsPromise(figure) === true
  const verdict = `${isKept ? '✓' : '✗'} ≤ ${shown(atMost, unit)}`
  return isKept ? `${number} ${verdict}` : `**${number} ${verdict}**`
}

/** What is to be known about rows; said once where several have the same to say. */
function notesText({ rows }: CellTable): string {
  const notes = [...new Set(rows.flatMap((row) => row.notes))]
  return notes
    .map((note) => {
      const names = rows.filter((row) => row.notes.includes(note)).map(({ name }) => name)
      return `- **${names.join(', ')}**: ${sentence(note, false)}`
    })
    .join('\n')
}

function machineText({ node, v8, openssl, cpu, cores, memory, system, peers }: Machine): string {
  const versions = Object.entries(peers).map(([name, version]) => `${name} ${version}`)
  return [
    `${cpu}, ${cores} cores, ${memory} GiB of memory, ${system}. Node ${node} with V8 ${v8} and OpenSSL ${openssl}.`,
    `Beside it: ${versions.join(', ')}.`,
  ].join('\n\n')
}

/** What begins with a name of code stays as it is spelled. */
function sentence(words: string, isFirst = true): string {
  const isPlain = isFirst && /^[a-z]+[\s,:;]/.test(words)
  const start = isPlain ? words.charAt(0).toUpperCase() + words.slice(1) : words
  return /[.?!]$/.test(start) ? start : `${start}.`
}
