import { bareApp, type BareApp } from '../bare-app.ts'
import { setupOf } from '../setup.ts'
import type { Row } from '../table/row.ts'
import { rowsOf } from '../table/table.ts'
import { ROW_HEADER } from '../wire.ts'
import { createWorld, type World } from '../world.ts'

/**
 * Makes a server that holds the whole table: a header names the row that it shall be set up for,
 * because no setup can be sent over a socket. Nothing happens before the first request, as workerd
 * makes no keys outside one.
 */
export function tableServer(): (request: Request) => Promise<Response> {
  let made: Promise<{ readonly world: World; readonly rows: readonly Row[] }> | undefined
  const apps = new Map<number, BareApp>()
  return async (request) => {
    made ??= createWorld().then((world) => ({ world, rows: rowsOf(world) }))
    const { world, rows } = await made
    const place = Number(request.headers.get(ROW_HEADER))
    const app = apps.get(place) ?? bareApp(setupOf(world, rows[place]?.setup))
    apps.set(place, app)
    return await app.fetch(request)
  }
}
