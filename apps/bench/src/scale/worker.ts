import type { Readings } from './readings.ts'
import type { ClientsTask } from './sockets/clients.ts'
import type { ScaleTask } from './task.ts'

// Measures one thing for child.ts, tells it, and ends.

/** A process loads what its task needs. */
async function measure(task: ScaleTask): Promise<Readings> {
  if (task.kind === 'revocation') {
    return (await import('./measure-revocation.ts')).measureRevocation(task)
  }
  if (task.kind === 'file') return (await import('./measure-file.ts')).measureFile(task)
  if (task.kind === 'cache') return (await import('./measure-cache.ts')).measureCache(task)
  if (task.kind === 'keys') return (await import('./measure-keys.ts')).measureKeys(task)
  if (task.kind === 'watch') return (await import('./measure-watch.ts')).measureWatch(task)
  return (await import('./sockets/measure-sockets.ts')).measureSockets(task)
}

/** The clients of the sockets are measured from, and nothing is measured in their process. */
type Task = ScaleTask | ({ readonly kind: 'clients' } & ClientsTask)

process.on('disconnect', () => process.exit(1))
const task = JSON.parse(process.argv[2] ?? '') as Task
if (task.kind === 'clients') {
  const { runClients } = await import('./sockets/clients.ts')
  await runClients(task, (news) => process.send?.(news))
} else {
  const readings = await measure(task)
  process.send?.(readings, () => process.exit(0))
}
