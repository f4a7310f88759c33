import { defaultEnv, type Env } from '@grantline/core/client'
import { useCapabilityToken } from '@grantline/react-hook'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { SessionProvider, useSession } from 'next-auth/react'
import { createElement, useEffect, useState, type ReactElement } from 'react'
import useSWR from 'swr'
import { EVERY, type Answer, type Keeper, type KeeperProps } from './keeper.ts'

/** Everybody, ours first; all read the token, whether it is waited for, and the error. */
export const KEEPERS: readonly Keeper[] = [
  { name: 'useCapabilityToken', note: 'refreshes by the life of the token', App: Grantline },
  {
    name: 'useEffect + setInterval',
    note: 'token, loading and error as three states',
    App: ByHand,
  },
  { name: 'useQuery', note: 'refetchInterval', App: withClient(Query) },
  {
    name: 'useQuery, isFetching',
    note: 'the same, and shows that it refreshes',
    App: withClient(QueryFetching),
  },
  { name: 'useSWR', note: 'refreshInterval', App: Swr },
  {
    name: 'useSWR, isValidating',
    note: 'the same, and shows that it refreshes',
    App: SwrValidating,
  },
  { name: 'useSession', note: 'refetchInterval', App: NextAuth },
]

/** The page has one clock. */
const env: Env = { ...defaultEnv(), mono: () => Date.now() }

function Grantline({ fetchToken, onRender }: KeeperProps): null {
  const { token, status, error } = useCapabilityToken({ fetchToken, env })
  void [status, error]
  onRender(token)
  return null
}

function ByHand({ fetchToken, onRender }: KeeperProps): null {
  const [token, setToken] = useState<string | null>(null)
  const [isLoading, setLoading] = useState(true)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    let isGone = false
    const load = async (): Promise<void> => {
      setLoading(true)
      try {
        const answer = await fetchToken()
        if (isGone) return
        setToken(answer.token)
        setError(null)
      } catch (cause) {
        if (!isGone) setError(cause)
      } finally {
        if (!isGone) setLoading(false)
      }
    }
    void load()
    const timer = setInterval(() => void load(), EVERY * 1000)
    return () => {
      isGone = true
      clearInterval(timer)
    }
  }, [fetchToken])
  void [isLoading, error]
  onRender(token)
  return null
}

/** Its settings of the query, with the default of refreshing when the page is focused. */
const query = (fetchToken: KeeperProps['fetchToken']) => ({
  queryKey: ['token'],
  queryFn: fetchToken,
  refetchInterval: EVERY * 1000,
})

function Query({ fetchToken, onRender }: KeeperProps): null {
  const { data, isPending, error } = useQuery(query(fetchToken))
  void [isPending, error]
  onRender(data?.token ?? null)
  return null
}

function QueryFetching({ fetchToken, onRender }: KeeperProps): null {
  const { data, isPending, isFetching, error } = useQuery(query(fetchToken))
  void [isPending, isFetching, error]
  onRender(data?.token ?? null)
  return null
}

function withClient(Shown: Keeper['App']): Keeper['App'] {
  return function App(props) {
    const [client] = useState(() => new QueryClient())
    return createElement(QueryClientProvider, { client }, createElement(Shown, props))
  }
}

function Swr({ fetchToken, onRender }: KeeperProps): null {
  const { data, error, isLoading } = useSWR<Answer, unknown>('token', fetchToken, {
    refreshInterval: EVERY * 1000,
  })
  void [error, isLoading]
  onRender(data?.token ?? null)
  return null
}

function SwrValidating({ fetchToken, onRender }: KeeperProps): null {
  const { data, error, isValidating } = useSWR<Answer, unknown>('token too', fetchToken, {
    refreshInterval: EVERY * 1000,
  })
  void [error, isValidating]
  onRender(data?.token ?? null)
  return null
}

function NextAuth(props: KeeperProps): ReactElement {
  return createElement(
    SessionProvider,
    { refetchInterval: EVERY, children: null },
    createElement(Session, props),
  )
}

function Session({ onRender }: KeeperProps): null {
  const { data, status } = useSession()
  void status
  onRender((data as { token?: string } | null)?.token ?? null)
  return null
}
