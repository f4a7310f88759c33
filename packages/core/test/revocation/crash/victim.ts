import { writeSync } from 'node:fs'
import { fileRevocationStore } from '../../../src/node.ts'

// The process that is killed. It revokes in waves until then, most of it on the same few values, so
// that the log is written anew again and again, and writes each id to its output once it is
// acknowledged.

const [file = '', life = ''] = process.argv.slice(2)
const store = await fileRevocationStore({ file })
writeSync(1, 'open\n')

const revoke = (level: 'token' | 'session', value: string): Promise<void> =>
  store.revoke({ level, value, expiresAt: Date.now() / 1000 + 600 })

const churn = (worker: number): Promise<void> => revoke('session', `busy-${worker % 4}`)

let count = 0
const work = async (worker: number): Promise<never> => {
  for (;;) {
    await churn(worker)
    if (worker % 40 > 0) continue
    const id = `${life}-${(count += 1)}`
    await revoke('token', id)
    writeSync(1, `${id}\n`)
  }
}
await Promise.all(Array.from({ length: 400 }, (_, worker) => work(worker)))
