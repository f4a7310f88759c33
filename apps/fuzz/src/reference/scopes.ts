/** A scope as the naive reader sees it. */
export interface NaiveScope {
  readonly service: string
  readonly privilege: string
  readonly params: ReadonlyMap<string, string>
}

/** What the naive reader makes of a claim: a scope for each piece, or nothing. */
export type NaiveClaim = readonly (NaiveScope | undefined)[]

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

// The grammar of scopes read in the simplest way there is, on purpose unlike the library.

/** Reads a claim by splitting and by regular expressions. */
export function readClaim(claim: string): NaiveClaim {
  if (claim === '') return []
  const pieces = claim.split(' ')
  if (Buffer.byteLength(claim) > 8192 || pieces.length > 100) return [undefined]
  return pieces.map(readScope)
}

function readScope(piece: string): NaiveScope | undefined {
  if (!/^[\x21\x24-\x5B\x5D-\x7E]+$/.test(piece)) return undefined
  const match = /^scope:([^:?]+):([^:?]+)(?:\?(.*))?$/.exec(piece)
  const [, service = '', privilege = '', query = ''] = match ?? []
  for (const name of [service, privilege]) {
    if (!/^[\w.-]+$/.test(name) || name.includes('..')) return undefined
  }
  const pairs = query === '' ? [] : query.split('&')
  if (pairs.length > 32) return undefined
  const params = new Map<string, string>()
  for (const pair of pairs) {
    const [key = '', ...rest] = pair.split('=')
    if (key === '' || key.includes('?') || rest.length === 0) return undefined
    const [name, value] = [decode(key), decode(rest.join('='))]
    if (name === undefined || value === undefined || params.has(name)) return undefined
    if (Buffer.byteLength(value) > 4096) return undefined
    params.set(name, value)
  }
  return { service, privilege, params }
}

/** Percent-decoding by way of the bytes. */
function decode(text: string): string | undefined {
  const bytes: number[] = []
  for (const part of text.match(/%[0-9A-Fa-f]{2}|[^]/g) ?? []) {
    if (part === '%') return undefined
    if (part.length === 3) bytes.push(Number.parseInt(part.slice(1), 16))
    else bytes.push(part === '+' ? 0x20 : part.charCodeAt(0))
  }
  try {
    return strict.decode(Uint8Array.from(bytes))
  } catch {
    return undefined
  }
}
