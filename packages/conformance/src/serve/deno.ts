import { tableServer } from './table-server.ts'
import { untilEnd } from './until-end.ts'

declare const Deno: {
  readonly stdin: { readonly readable: ReadableStream<Uint8Array> }
  serve(
    options: {
      readonly hostname: string
      readonly port: number
      readonly onListen: (address: { readonly port: number }) => void
    },
    handle: (request: Request) => Promise<Response>,
  ): { shutdown(): Promise<void> }
}

// Whoever started it waits for this line, and ends it by ending the input.
// oxlint-disable-next-line no-console
const onListen = ({ port }: { readonly port: number }): void => console.log(port)

const server = Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, tableServer())
await untilEnd(Deno.stdin.readable)
await server.shutdown()
