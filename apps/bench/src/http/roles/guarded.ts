import { APP_SID } from '../../work.ts'
import { serveOnBun } from '../bun.ts'
import { guardedNamed } from '../guarded/all.ts'
import { originOf } from '../listen.ts'
import { connectInMemory, requestBytes } from '../memory-connection.ts'
import { heardKey, type Running, type Task } from '../task.ts'
import { inTurn } from '../tokens.ts'

/** Serves one of the guarded routes that are compared; asked to, it also puts the load on itself. */
export async function serveGuarded({
  framework,
  name,
  key,
  runtime,
}: Extract<Task, { role: 'guarded' }>): Promise<Running> {
  const guarded = await guardedNamed(framework, name)
  if (runtime === 'bun' && guarded.fetch !== undefined) {
    return { origin: serveOnBun(await guarded.fetch(heardKey(key))) }
  }
  const server = await guarded.make(heardKey(key))
  const origin = await originOf(server)
  // Only Node is measured in memory.
  if (runtime === 'bun') return { origin }
  const connection = connectInMemory(server)
  let nth = inTurn<Buffer>([])
  return {
    origin,
    answers: {
      tokens: (argument) => {
        const path = `/calls/${APP_SID}`
        nth = inTurn((argument as readonly string[]).map((token) => requestBytes(path, token)))
      },
      /** Microseconds that so many requests take, without any call of the system. */
      run: async (argument) => {
        const count = Number(argument)
        const start = process.cpuUsage()
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        for (let sent = 0; sent < count; sent += 1) await connection.send(nth())
        const { user, system } = process.cpuUsage(start)
        return user + system
      },
    },
  }
}
