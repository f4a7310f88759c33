'use client'

import { defineCapability, exact, type InitialToken } from '@grantline/core/client'
import { useCapabilityToken } from '@grantline/react-hook'
import { useState } from 'react'

const dial = defineCapability('client:outgoing', { appSid: exact() })

export function Phone({ initial }: { initial: InitialToken | undefined }) {
  const { status, can, getToken } = useCapabilityToken({ endpoint: '/api/token', initial })
  const [answer, setAnswer] = useState('')
  const call = async () => {
    const headers = { authorization: `Bearer ${await getToken()}` }
    const response = await fetch('/api/calls/AP123', { method: 'POST', headers })
    setAnswer(await response.text())
  }
  return (
    <main>
      <button disabled={!can(dial, { appSid: 'AP123' })} onClick={() => void call()}>
        Call
      </button>
      <output>{status}</output>
      <pre>{answer}</pre>
    </main>
  )
}
