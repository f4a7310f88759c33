import { parseScopes } from '@grantline/core'
import { timeOf } from '../../measure/time-of.ts'
import type { Scenario } from '../../scenario.ts'
import { APP_SID } from '../../work.ts'

const AT_MOST = 5
const DISTINCT = 4096

/** Reading a claim of ten scopes. */
export const readScopes: Scenario = {
  name: 'parse-scopes',
  section: 'enforcement',
  title: 'Reading a scope claim',
  about: 'reading claims of ten scopes, two parameters each, calibrated by mitata',
  run: async ({ calibratedMs }) => {
    const one = claimOf(0)
    const escaped = Buffer.from(one.replaceAll('user-', 'user%20')).toString()
    const many = Array.from({ length: DISTINCT }, (_, index) => claimOf(index))
    return [
      {
        name: 'one claim',
        unit: 'µs',
        value: await timeOf(() => parseScopes(one), calibratedMs),
        atMost: AT_MOST,
        cell: { row: 'one claim', column: 'time' },
      },
      {
        name: `${DISTINCT} claims in turn`,
        unit: 'µs',
        value: await timeOf((turn) => parseScopes(many[turn % DISTINCT] ?? ''), calibratedMs),
        atMost: AT_MOST,
        cell: { row: `${DISTINCT} claims in turn`, column: 'time' },
      },
      {
        name: 'one claim with escapes',
        unit: 'µs',
        value: await timeOf(() => parseScopes(escaped), calibratedMs),
        atMost: AT_MOST,
        cell: { row: 'one claim with escapes', column: 'time' },
      },
    ]
  },
}

/** Ten scopes as `client:outgoing` writes them. */
function claimOf(index: number): string {
  const scopes = Array.from(
    { length: 10 },
    (_, scope) => `scope:client:outgoing?appSid=${APP_SID}&clientName=user-${index}-${scope}`,
  )
  // One flat string, as JSON.parse makes it.
  return Buffer.from(scopes.join(' ')).toString()
}
