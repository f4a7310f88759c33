/** A header of a request; one name may be there twice. */
export type SentHeader = readonly [name: string, value: string]

/** A request as it goes over the wire. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers?: readonly SentHeader[]
  readonly body?: string
}

/** What came back. */
export interface Answer {
  readonly status: number
  /** Lower-case names, without those that belong to the connection. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text. */
  readonly body: string
}

/** The origin under which every host is asked. */
export const HOST_ORIGIN = 'http://phone.test'

/** Which row of the table a server that holds the whole table shall be set up for. */
export const ROW_HEADER = 'x-row'
