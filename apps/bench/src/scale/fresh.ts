/** A string that is flat and was never hashed, as it comes out of a header or of JSON. */
function fresh(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

/** The id of a token: 22 characters, as 16 bytes make them. */
export function idOf(turn: number): string {
  return fresh(`${turn.toString(36).padStart(8, '0')}kQ3vTz9mPw4xAs`)
}
