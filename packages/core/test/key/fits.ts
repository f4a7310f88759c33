import { materialOf, type Key } from '../../src/key/key.ts'

/** Whether what one key signs, the other verifies. */
export async function fits(signing: Key, verifying: Key): Promise<boolean> {
  const signature = await materialOf('fits', signing).sign?.('what is signed')
  return materialOf('fits', verifying).verify('what is signed', String(signature))
}

/** The same bytes in another spelling: the last character's spare bits set. */
export function loosened(text = ''): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) + 1)
}

/** The bytes of a base64url text, changed and written as one again. */
export function rewritten(text: string | undefined, change: (bytes: Buffer) => Buffer): string {
  return change(Buffer.from(text ?? '', 'base64url')).toString('base64url')
}
