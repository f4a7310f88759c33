import type { World } from '../world.ts'
import { documentRows } from './document-rows.ts'
import { exchangeRows } from './exchange-rows.ts'
import { guardRows } from './guard-rows.ts'
import { introspectionRows } from './introspection-rows.ts'
import { refusalRows } from './refusal-rows.ts'
import { revocationRows } from './revocation-rows.ts'
import type { Row } from './row.ts'
import { cookieRows, ticketSourceRows } from './source-rows.ts'
import { ticketRows } from './ticket-rows.ts'
import { BAD_JSON_ROWS, TOKEN_ROWS } from './token-rows.ts'

/**
 * The rows of the table by what they are about. They stand in the same order wherever the table is
 * made, so that a row can be named by its place.
 */
export function tableOf(world: World): Readonly<Record<string, readonly Row[]>> {
  return {
    'a guard': [...guardRows(world), ...refusalRows(world)],
    'a guard of cookies': cookieRows(world),
    'a guard of tickets': ticketSourceRows(world),
    'the token endpoint': [...TOKEN_ROWS, ...BAD_JSON_ROWS],
    'the exchange endpoint': exchangeRows(world),
    'the ticket endpoint': ticketRows(world),
    'the revocation endpoint': revocationRows(world),
    'the introspection endpoint': introspectionRows(world),
    'a public document': documentRows(),
  }
}

/** Every row, in order. */
export function rowsOf(world: World): readonly Row[] {
  return Object.values(tableOf(world)).flat()
}
