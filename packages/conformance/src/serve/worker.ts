import { tableServer } from './table-server.ts'

/** The module of a worker. */
const worker: { fetch: (request: Request) => Promise<Response> } = { fetch: tableServer() }

export default worker
