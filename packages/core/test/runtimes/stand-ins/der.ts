/** Writes the halves of a signature as a sequence of two numbers (RFC 3279 §2.2.3). */
export function toDer(pair: Uint8Array): Uint8Array {
  const half = pair.length / 2
  const numbers = [...integer(pair.subarray(0, half)), ...integer(pair.subarray(half))]
  const length = numbers.length < 0x80 ? [numbers.length] : [0x81, numbers.length]
  return Uint8Array.of(0x30, ...length, ...numbers)
}

function integer(bytes: Uint8Array): number[] {
  const digits = bytes.subarray(
    Math.max(
      0,
      bytes.findIndex((byte) => byte !== 0),
    ),
  )
  const content = (digits[0] ?? 0) < 0x80 ? [...digits] : [0, ...digits]
  return [0x02, content.length, ...content]
}
