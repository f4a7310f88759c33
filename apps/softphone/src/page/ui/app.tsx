import type { ReactElement } from 'react'
import type { Softphone } from '../softphone.ts'
import { DeskView } from './desk-view.tsx'
import { SignInView } from './sign-in-view.tsx'
import { useStore } from './use-store.ts'

/** The page: the sign-in, or the desk of whoever is signed in. */
export function App({ softphone }: { softphone: Softphone }): ReactElement {
  const state = useStore(softphone)
  if (state.desk === undefined) {
    return <SignInView notice={state.notice} onSignIn={(request) => softphone.signIn(request)} />
  }
  const { desk } = state
  return <DeskView key={desk.name} desk={desk} onSignOut={() => void softphone.signOut()} />
}
