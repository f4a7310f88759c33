/// <reference types="node" />
import { randomFillSync } from 'node:crypto'

const BYTES = 16

/** Random bytes are drawn in bulk: asking the system for a few costs as much as for many. */
const pool = Buffer.allocUnsafeSlow(BYTES * 128)
let used = pool.length

export function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const id = pool.toString('base64url', used, used + BYTES)
  // What was handed out is not kept.
  pool.fill(0, used, used + BYTES)
  used += BYTES
  return id
}
