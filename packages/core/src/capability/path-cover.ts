const STAR = 42

/**
 * Whether a pattern covers a path, segment by segment, without taking either apart. A malformed
 * pattern covers nothing: an unsafe segment equals no segment of a good path, and a `**` that is
 * not the last ends the walk.
 *
 * @param as what the path is: all of it data, or a pattern, whose `**` only a `**` covers
 */
export function covers(
  pattern: string,
  path: string,
  separator: string,
  as: 'literal' | 'pattern',
): boolean {
  const mark = separator.charCodeAt(0)
  // Both stand at the beginning of a segment in every round.
  for (let at = 0, start = 0; ; at += 1, start += 1) {
    const stars = starsAt(pattern, at, mark)
    if (stars === 2) return at + 2 === pattern.length
    if (as === 'pattern' && starsAt(path, start, mark) === 2) return false
    if (stars === 1) {
      at += 1
      start = endOf(path, start, mark)
    } else {
      const end = endOf(pattern, at, mark)
      while (at < end && pattern.charCodeAt(at) === path.charCodeAt(start)) {
        at += 1
        start += 1
      }
      if (at < end) return false
    }
    if (at === pattern.length || start === path.length) {
      return at === pattern.length && start === path.length
    }
    if (path.charCodeAt(start) !== mark) return false
  }
}

/** How many stars a segment is made of, 0 if of anything else; only 1 and 2 are wildcards. */
function starsAt(text: string, start: number, mark: number): number {
  let end = start
  while (text.charCodeAt(end) === STAR) end += 1
  const isWhole = end === text.length || text.charCodeAt(end) === mark
  return isWhole ? end - start : 0
}

function endOf(text: string, start: number, mark: number): number {
  let end = start
  while (end < text.length && text.charCodeAt(end) !== mark) end += 1
  return end
}
