import assert from 'node:assert/strict'
import { useCapabilityToken } from '@grantline/react-hook'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'

function Panel() {
  const { status, token } = useCapabilityToken({ endpoint: '/token' })
  return createElement('p', null, `${status}, ${token ?? 'no token'}`)
}

assert.match(renderToString(createElement(Panel)), /^<p>(idle|loading), no token<\/p>$/)
