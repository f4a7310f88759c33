import { defineCapability, exact } from '@grantline/core/client'
import { useCapabilityToken } from '@grantline/react-hook'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

const dial = defineCapability('client:outgoing', { appSid: exact() })

function Phone() {
  const { status, grant, can } = useCapabilityToken({ endpoint: '/token' })
  return (
    <button disabled={!can(dial, { appSid: 'AP123' })}>
      Call as {grant?.subject ?? 'nobody'} ({status})
    </button>
  )
}

const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Phone />
    </StrictMode>,
  )
}
