/** A piece of code in a document or in a doc comment. */
export interface Snippet {
  /** The path of the file that holds it, from the root of the repository. */
  readonly file: string
  /** The line of that file on which the code begins, counted from 1. */
  readonly line: number
  readonly language: 'ts' | 'tsx'
  readonly code: string
}

interface Line {
  readonly number: number
  readonly text: string
}

/** The `ts` and `tsx` blocks of a Markdown document. */
export function snippetsOfMarkdown(file: string, text: string): Snippet[] {
  return fencedBlocks(file, numbered(text))
}

/**
 * The `@example`s in the doc comments of a source file. An example without a fence is code from its
 * first line to its last.
 */
export function snippetsOfSource(file: string, text: string): Snippet[] {
  return examplesOf(numbered(text)).flatMap((lines) => {
    if (lines.some(({ text: line }) => /^\s*```/.test(line))) return fencedBlocks(file, lines)
    return [snippet(file, file.endsWith('x') ? 'tsx' : 'ts', lines)]
  })
}

function numbered(text: string): Line[] {
  return text.split('\n').map((line, index) => ({ number: index + 1, text: line }))
}

function fencedBlocks(file: string, lines: readonly Line[]): Snippet[] {
  const blocks: Snippet[] = []
  let fence: { language: string; lines: Line[] } | undefined
  for (const line of lines) {
    const mark = /^\s*```\s*(\w*)/.exec(line.text)
    if (!mark) fence?.lines.push(line)
    else if (!fence) fence = { language: mark[1] ?? '', lines: [] }
    else {
      const { language } = fence
      if (language === 'ts' || language === 'tsx') blocks.push(snippet(file, language, fence.lines))
      fence = undefined
    }
  }
  return blocks
}

function examplesOf(lines: readonly Line[]): Line[][] {
  const examples: Line[][] = []
  let inComment = false
  let inFence = false
  let example: Line[] | undefined
  for (const { number, text } of lines) {
    if (!inComment && /^\s*\/\*\*/.test(text)) inComment = true
    if (!inComment) continue
    const content = text.replace(/^\s*(\/\*\*|\*(?!\/)) ?/, '').replace(/\s*\*\/\s*$/, '')
    if (/^\s*```/.test(content)) inFence = !inFence
    const tag = inFence ? null : /^@(\w+)\s*/.exec(content)
    if (tag) {
      example = tag[1] === 'example' ? [] : undefined
      if (example) examples.push(example)
    } else example?.push({ number, text: content })
    if (text.includes('*/')) {
      inComment = false
      inFence = false
      example = undefined
    }
  }
  return examples.filter((found) => found.some(({ text }) => text.trim() !== ''))
}

function snippet(file: string, language: 'ts' | 'tsx', lines: readonly Line[]): Snippet {
  const code = lines.map(({ text }) => text).join('\n')
  return { file, line: lines[0]?.number ?? 1, language, code }
}
