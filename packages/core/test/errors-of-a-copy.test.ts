import { expect, test } from 'vitest'
import { GrantlineError, isGrantlineError, type TokenError } from '../src/index.ts'

type Copy = Readonly<{ TokenError: typeof TokenError }>

test('our errors are known across copies of the package', async () => {
  const copyUrl = new URL('../src/errors.ts?copy', import.meta.url).href
  const copy = (await import(/* @vite-ignore */ copyUrl)) as Copy
  const foreign = new copy.TokenError('expired')
  expect(foreign).not.toBeInstanceOf(GrantlineError)
  expect(isGrantlineError(foreign)).toBe(true)
  expect(isGrantlineError(new Error('other'))).toBe(false)
  expect(isGrantlineError({ code: 'expired_token' })).toBe(false)
  expect(isGrantlineError(null)).toBe(false)
})
