/**
 * HalfSipHash-2-4 with 64 bits of output (Aumasson and Bernstein, the reference implementation's
 * `halfsiphash.c`) over a 32-bit word and the UTF-16 code units of a text.
 *
 * The key is random: nobody outside can look for two texts of one hash.
 *
 * @param out receives the two halves of the hash
 */
export function keyedHash(key: Uint32Array, word: number, text: string, out: Uint32Array): void {
  const [k0 = 0, k1 = 0] = key
  const pairs = text.length >>> 1
  const odd = text.length % 2 === 1 ? text.charCodeAt(text.length - 1) : 0
  const last = (((2 * text.length + 4) << 24) | odd) >>> 0
  let v0 = k0
  let v1 = k1 ^ 0xee
  let v2 = 0x6c796765 ^ k0
  let v3 = 0x74656462 ^ k1
  // The word, the pairs of code units, the rest with the length, and twice the end.
  for (let step = 0; step < pairs + 4; step += 1) {
    let input = 0
    let rounds = 2
    if (step === 0) input = word
    else if (step <= pairs) {
      input = text.charCodeAt(2 * step - 2) | (text.charCodeAt(2 * step - 1) << 16)
    } else if (step === pairs + 1) input = last
    else {
      rounds = 4
      if (step === pairs + 2) v2 ^= 0xee
      else {
        out[0] = v1 ^ v3
        v1 ^= 0xdd
      }
    }
    v3 ^= input
    for (let round = 0; round < rounds; round += 1) {
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
    }
    v0 ^= input
  }
  out[1] = v1 ^ v3
}
