import { bundleSize } from '../../client/bundle-size.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'

interface Import {
  /** What stands between the braces. */
  readonly names: string
  readonly from: string
  /** The most it may be, bytes. */
  readonly atMost?: number
  readonly note?: string
}

const COLUMN = 'minified, gzip'

/** The smallest import of each that gets a token, keeps it, and gets the next one. */
const IMPORTS: readonly Import[] = [
  {
    names: 'TokenManager',
    from: '@grantline/core/client',
    atMost: 3500,
    note: 'what joins the tabs is in it',
  },
  { names: 'TokenManager, createAuthFetch', from: '@grantline/core/client', atMost: 5000 },
  { names: 'useCapabilityToken', from: '@grantline/react-hook', atMost: 5500 },
  {
    names: 'QueryClient, useQuery',
    from: '@tanstack/react-query',
    note: 'a cache; when a token is due is left to its user',
  },
  {
    names: 'SessionProvider, useSession',
    from: 'next-auth/react',
    note: 'a session by the clock',
  },
  { names: 'UserManager', from: 'oidc-client-ts', note: 'signs in too' },
  { names: 'Auth0Provider, useAuth0', from: '@auth0/auth0-react', note: 'signs in too' },
  {
    names: 'TokenSource',
    from: 'livekit-client',
    note: 'nothing of the rest of the client can be left out',
  },
]

/** What a page downloads to keep a token. */
export const clientSize: Scenario = {
  name: 'client-size',
  section: 'client',
  title: 'What a page downloads',
  plots: [
    { kind: 'bars', title: 'Bytes a page downloads, gzip', column: COLUMN, isLogarithmic: true },
  ],
  about: 'bytes of the smallest import for the task: esbuild, minified, gzip -9, without React',
  run: () =>
    Promise.all(
      IMPORTS.map(async ({ names, from, atMost, note }): Promise<Figure> => {
        const { gzipped } = await bundleSize(names, from)
        const name = `{ ${names} } from '${from}'`
        const cell = { row: name, column: COLUMN }
        const figure: Figure = { name, unit: 'bytes', value: spreadOf([gzipped]), cell }
        return Object.assign(figure, atMost && { atMost }, note !== undefined && { note })
      }),
    ),
}
