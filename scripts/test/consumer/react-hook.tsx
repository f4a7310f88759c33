// Compiled without the types of Node.
import { defineCapability, exact } from '@grantline/core/client'
import { useCapabilityToken } from '@grantline/react-hook'
import type { ReactElement } from 'react'

const dial = defineCapability('client:outgoing', { appSid: exact() })

export function DialButton(): ReactElement {
  const { can, status } = useCapabilityToken({ endpoint: '/token' })
  return <button disabled={!can(dial, { appSid: 'AP1' })}>{status}</button>
}
