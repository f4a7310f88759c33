import { tableServer } from './table-server.ts'
import { untilEnd } from './until-end.ts'

declare const Bun: {
  readonly stdin: { stream(): ReadableStream<Uint8Array> }
  serve(options: {
    readonly hostname: string
    readonly port: number
    readonly fetch: (request: Request) => Promise<Response>
  }): { readonly port: number; stop(closeConnections: boolean): Promise<void> }
}

const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: tableServer() })
// Whoever started it waits for this line, and ends it by ending the input.
// oxlint-disable-next-line no-console
console.log(server.port)
await untilEnd(Bun.stdin.stream())
await server.stop(true)
