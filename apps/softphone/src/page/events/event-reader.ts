/** One event of a stream: its name and its data as text. */
export interface StreamEvent {
  readonly name: string
  readonly data: string
}

/**
 * Takes a `text/event-stream` apart, in whatever pieces it comes: the part of the HTML standard
 * (§9.2.6) that a server without retries and ids needs.
 */
export function createEventReader(): (text: string) => readonly StreamEvent[] {
  let rest = ''
  return (text) => {
    const blocks = `${rest}${text}`.split('\n\n')
    rest = blocks.pop() ?? ''
    return blocks.flatMap((block) => readBlock(block) ?? [])
  }
}

function readBlock(block: string): StreamEvent | undefined {
  const fields = block.split('\n').map((line) => /^(event|data): ?(.*)$/.exec(line))
  const valuesOf = (field: string): readonly string[] =>
    fields.flatMap((found) => (found?.[1] === field ? [found[2] ?? ''] : []))
  const data = valuesOf('data')
  if (data.length === 0) return undefined
  return { name: valuesOf('event').at(-1) ?? 'message', data: data.join('\n') }
}
