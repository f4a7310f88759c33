/**
 * A token as it comes out of a request: one flat string of its own. Right after minting it is a tree
 * of the parts it was put together from, and slower to read.
 */
export function asReceived(token: string): string {
  return Buffer.from(token).toString('latin1')
}
