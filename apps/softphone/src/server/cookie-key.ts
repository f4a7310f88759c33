import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StartError } from './start-error.ts'

const KEY_BYTES = 32

/**
 * The key that signs the sign-in cookies: read from the file, which is made at the first start and
 * readable by its owner only.
 *
 * @throws {StartError} for a file that cannot be read or written, or holds something else
 */
export async function loadCookieKey(file: string): Promise<Uint8Array> {
  try {
    return (await readKey(file)) ?? (await makeKey(file))
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`The cookie key file ${file} cannot be read or written.`, { cause: error })
  }
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const key = Buffer.from(text.trim(), 'base64url')
  if (key.length === KEY_BYTES) return key
  throw new StartError(
    `The cookie key file ${file} is damaged: delete it to make a new one, then everybody signs in again.`,
  )
}

async function makeKey(file: string): Promise<Uint8Array> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  try {
    const text = `${randomBytes(KEY_BYTES).toString('base64url')}\n`
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
    // A link appears whole or not at all, and never replaces the key of a server that was faster.
    await link(draft, file).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
      throw error
    })
  } finally {
    await rm(draft, { force: true })
  }
  const key = await readKey(file)
  if (key === undefined) throw new StartError(`The cookie key file ${file} went away.`)
  return key
}
