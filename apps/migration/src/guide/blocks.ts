/** A fenced piece of code in a Markdown document. */
export interface Block {
  readonly language: string
  readonly code: string
  /** The line on which the code begins, counted from 1. */
  readonly line: number
  /** The words of the comment above it, which readers do not see; empty where there is none. */
  readonly note: readonly string[]
}

const COMMENT = /^<!-- (.*) -->$/
const FENCE = /^```(\w*)$/

/** The fenced code of a document, each piece with the comment that stands directly above it. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = []
  let comment = ''
  let open: { language: string; line: number; code: string[] } | undefined
  for (const [index, line] of markdown.split('\n').entries()) {
    const language = FENCE.exec(line)?.[1]
    if (open === undefined && language !== undefined) {
      open = { language, line: index + 2, code: [] }
    } else if (open !== undefined && language === undefined) {
      open.code.push(line)
    } else if (open !== undefined) {
      blocks.push({ ...open, code: open.code.join('\n'), note: comment.split(' ').filter(Boolean) })
      open = undefined
      comment = ''
    } else if (line !== '') {
      comment = COMMENT.exec(line)?.[1] ?? ''
    }
  }
  return blocks
}
