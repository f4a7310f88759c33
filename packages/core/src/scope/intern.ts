// A part of a longer text used as a property name makes the engine look it up in its table of
// names, which costs more than reading the rest of the parameter. The same few names come again
// and again, so the last ones are kept and found by comparing.

const SLOTS = 256

/** Longer names are not kept, so that the table stays small whatever is read. */
const LONGEST = 64

const names: (string | undefined)[] = Array.from<undefined>({ length: SLOTS })

/** The part of a text from `start` to `end`, as the same string object as last time. */
export function intern(text: string, start: number, end: number): string {
  const length = end - start
  if (length > LONGEST || length === 0) return text.slice(start, end)
  // Stryker disable all: where a name is kept changes no answer, only how often it is found.
  const slot =
    (text.charCodeAt(start) * 7 +
      text.charCodeAt(start + (length >> 1)) * 31 +
      text.charCodeAt(end - 1) * 131 +
      length * 17) %
    SLOTS
  // Stryker restore all
  const known = names[slot]
  if (known !== undefined && known.length === length && text.startsWith(known, start)) return known
  // Through a property, so that what is kept is a name of its own and not a view of the long text.
  const [name = ''] = Object.keys({ [text.slice(start, end)]: true })
  names[slot] = name
  return name
}
