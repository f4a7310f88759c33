import { expect, test } from 'vitest'
import { keyedHash } from '../../src/revocation/keyed-hash.ts'

// `vectors_hsip64` of the reference implementation (github.com/veorq/SipHash, vectors.h): key
// 00…07, message 00 01 02 … of 4, 6, 8 … 62 bytes.
const vectors = [
  'd5e78a175be52ea1',
  'ce3e91358aa2bc25',
  'edfee820bce4858c',
  '95b0469f06a6f2ee',
  '7bc71f9faef5c799',
  '3bb1a870eae8e658',
  '7336aad25f7bf3b5',
  'c9b2db2b9a3e42f9',
  '1bf52b0a6feea7db',
  'e20103fa1ba776ef',
  '70741045ae3fa6f1',
  '0d899ed8112923f0',
  '2d925ffb1e0016b5',
  '291aaf864898179d',
  '28709d46d811626c',
  '8324e4d7528f9830',
  '86d67a40ec4276dc',
  'cbd92ee724d42109',
  '5b38c81c67c8ae4c',
  'a91a52c025327024',
  '1e30f3ad27dcb15a',
  '495c0f995557dc38',
  'a9eaa8c04ba93e3e',
  '912d568fd8f65a49',
  '02445a7998f550e1',
  '359569e7d289e3bc',
  'a1a492f942f15f1d',
  '5d1b5ea1b231d89d',
  'd6762890bf26e460',
  'f90b3ab572d46693',
]

const key = new Uint32Array([0x03020100, 0x07060504])

function hashOf(word: number, text: string, withKey: Uint32Array = key): string {
  const out = new Uint32Array(2)
  keyedHash(withKey, word, text, out)
  return Buffer.from(out.buffer).toString('hex')
}

test.each(vectors.map((hash, index) => ({ hash, bytes: 4 + 2 * index })))(
  'hashes $bytes bytes as the reference does',
  ({ hash, bytes }) => {
    const message = Buffer.from(Array.from({ length: bytes }, (_, index) => index))
    expect(hashOf(message.readUInt32LE(), message.toString('utf16le', 4))).toBe(hash)
  },
)

test('every code unit, the word and the key count', () => {
  const texts = [
    '',
    'a',
    'b',
    'aa',
    'ab',
    'ba',
    'a\0',
    '\0a',
    '\ud800',
    '\ufffd',
    'ā',
    'a'.repeat(9),
  ]
  const hashes = [
    ...texts.map((text) => hashOf(0, text)),
    ...texts.map((text) => hashOf(1, text)),
    ...texts.map((text) => hashOf(0, text, new Uint32Array([1, 2]))),
  ]
  expect(new Set(hashes).size).toBe(3 * texts.length)
})
