import { expect, test } from 'vitest'
import { Denial, refuseUpgrade } from '../../src/http.ts'

test('a refused upgrade is answered like a request, and its socket goes', () => {
  const written: string[] = []
  let isGone = false
  const socket = {
    end: (text: string, done?: () => void) => {
      written.push(text)
      done?.()
    },
    destroy: () => (isGone = true),
  }
  refuseUpgrade(socket, new Denial('expired_token', { realm: 'köln"\r\nX: y' }))
  const [head = '', body = ''] = (written[0] ?? '').split('\r\n\r\n')
  expect(head.split('\r\n')).toEqual([
    'HTTP/1.1 401 Unauthorized',
    'Content-Type: application/problem+json',
    'Cache-Control: no-store',
    String.raw`WWW-Authenticate: Bearer realm="k?ln\"??X: y", error="invalid_token", error_description="token expired"`,
    `Content-Length: ${new TextEncoder().encode(body).length}`,
    'Connection: close',
  ])
  expect(JSON.parse(body)).toMatchObject({ status: 401, code: 'expired_token' })
  expect(isGone).toBe(true)
})
