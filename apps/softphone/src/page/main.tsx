import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Softphone } from './softphone.ts'
import { App } from './ui/app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')

createRoot(root).render(
  <StrictMode>
    <App softphone={new Softphone(sessionStorage)} />
  </StrictMode>,
)
