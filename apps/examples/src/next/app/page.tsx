import { cookies } from 'next/headers.js'
import { initialToken } from '../server.ts'
import { Phone } from './phone.tsx'

export default async function Page() {
  const session = (await cookies()).get('session')?.value
  return <Phone initial={await initialToken(session)} />
}
