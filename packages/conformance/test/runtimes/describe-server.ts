import { afterAll, beforeAll } from 'vitest'
import { sendOver } from '../../../core/test/http/socket-host.ts'
import { ROW_HEADER } from '../../src/wire.ts'
import { askRow, describeRows, type Applies } from '../suite/describe-table.ts'
import type { RunningServer } from './start-program.ts'

/** Sends the whole table to a server of another runtime, over a socket. */
export function describeServer(
  name: string,
  start: () => Promise<RunningServer>,
  applies: Applies = () => true,
): void {
  let server: RunningServer | undefined
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server?.stop())

  describeRows(name, applies, async (row, place) => {
    const port = server?.port ?? 0
    await askRow(row, ({ headers = [], ...sent }) =>
      sendOver(port, { ...sent, headers: [...headers, [ROW_HEADER, String(place)]] }),
    )
  })
}
