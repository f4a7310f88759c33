import { inspect } from 'node:util'
import { expect } from 'vitest'
import { importKey, type ImportKeyOptions } from '../../src/key/import.ts'

/**
 * Expects a refusal that names the fix, and nothing of what was given: neither in the message nor
 * in a cause that an error carries along.
 */
export async function expectRefusal(
  input: unknown,
  message: RegExp,
  options?: ImportKeyOptions,
): Promise<void> {
  const error: unknown = await importKey(input as never, options).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(TypeError)
  const { message: said } = error as TypeError
  expect(said).toMatch(/^importKey: /)
  expect(said).toMatch(message)
  const shown = inspect(error, { depth: 9, showHidden: true })
  expect(textsOf(input).filter((text) => shown.includes(text))).toEqual([])
}

/** Every text in the input that is long enough to be a value, and each line of a longer one. */
function textsOf(input: unknown): readonly string[] {
  if (input instanceof Uint8Array) {
    const bytes = Buffer.from(input)
    return textsOf([bytes.toString('base64url'), bytes.toString('utf8'), bytes.toString('hex')])
  }
  if (typeof input === 'string') return input.split('\n').filter((text) => text.length >= 10)
  if (typeof input !== 'object' || input === null) return []
  return Object.values(input).flatMap((value) => textsOf(value))
}
