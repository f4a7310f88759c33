/** As much of Node's `Buffer` as tests write tokens and keys with. */
export class Buffer extends Uint8Array<ArrayBuffer> {
  static override from(
    data: string | ArrayBuffer | ArrayLike<number> | Iterable<number>,
    encoding?: unknown,
  ): Buffer {
    if (typeof data === 'string') return view(encode(data, encoding ?? 'utf8'))
    if (data instanceof ArrayBuffer) return new Buffer(data)
    return view(Uint8Array.from(Array.from(data)))
  }

  static alloc(length: number, fill: number | string | Uint8Array = 0): Buffer {
    const pattern = typeof fill === 'number' ? [fill] : Buffer.from(fill)
    return Buffer.from(Array.from({ length }, (_, at) => pattern[at % pattern.length] ?? 0))
  }

  static concat(parts: readonly Uint8Array[]): Buffer {
    return Buffer.from(parts.flatMap((part) => [...part]))
  }

  static byteLength(text: string, encoding = 'utf8'): number {
    return encode(text, encoding).length
  }

  override toString(encoding = 'utf8', start = 0, end: number = this.length): string {
    return decode(this.subarray(start, end), encoding)
  }

  writeUInt32BE(value: number, offset = 0): number {
    new DataView(this.buffer, this.byteOffset).setUint32(offset, value)
    return offset + 4
  }

  readUInt32LE(offset = 0): number {
    return new DataView(this.buffer, this.byteOffset).getUint32(offset, true)
  }

  /** Swaps the bytes of each pair in place. */
  swap16(): this {
    for (let at = 0; at < this.length; at += 2) this.subarray(at, at + 2).reverse()
    return this
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, index) => byte === other[index])
  }
}

function view(bytes: Uint8Array<ArrayBuffer>): Buffer {
  return new Buffer(bytes.buffer, bytes.byteOffset, bytes.length)
}

function decode(bytes: Uint8Array, encoding: string): string {
  if (encoding === 'hex') {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
  if (encoding === 'utf8') return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (encoding === 'utf16le') return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes)
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  if (encoding === 'latin1') return binary
  if (encoding === 'base64') return btoa(binary)
  if (encoding !== 'base64url') throw new TypeError(`Buffer: no encoding ${encoding}`)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function encode(text: string, encoding: unknown): Uint8Array<ArrayBuffer> {
  if (encoding === 'utf8') return new TextEncoder().encode(text)
  if (encoding === 'hex')
    return bytesOf(text.match(/../g)?.map((pair) => Number.parseInt(pair, 16)))
  if (encoding === 'latin1') return bytesOf(codesOf(text).map((code) => code & 0xff))
  if (encoding === 'utf16le')
    return bytesOf(codesOf(text).flatMap((code) => [code & 0xff, code >> 8]))
  if (encoding === 'base64url' || encoding === 'base64') return decodeLoosely(text)
  throw new TypeError(`Buffer: no encoding ${String(encoding)}`)
}

/** Node skips what is no base64, stops at padding, and drops the bits that are left. */
function decodeLoosely(text: string): Uint8Array<ArrayBuffer> {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=.*$/s, '')
  const clean = standard.replace(/[^A-Za-z0-9+/]/g, '')
  return bytesOf(codesOf(atob(clean.length % 4 === 1 ? clean.slice(0, -1) : clean)))
}

function codesOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
}

function bytesOf(values: readonly number[] = []): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values)
}
