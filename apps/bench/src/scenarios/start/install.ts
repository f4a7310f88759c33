import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { installSize } from '../../start/install-size.ts'
import { installed } from '../../start/manifest.ts'

interface Install {
  /** What stands behind `npm install`. */
  readonly names: readonly string[]
  readonly note?: string
}

/** Each of those that are compared. */
export const INSTALLS: readonly Install[] = [
  { names: ['@grantline/core'], note: 'tokens, verification, HTTP, Twilio, browser' },
  { names: ['@grantline/express'], note: 'with core' },
  { names: ['@grantline/hono'], note: 'with core' },
  { names: ['@grantline/react-hook'], note: 'with core' },
  {
    names: ['@grantline/express', '@grantline/react-hook'],
    note: 'server and page',
  },
  { names: ['jose'], note: 'the only dependency of core' },
  { names: ['hono'], note: 'a whole framework; hono/jwt is in it' },
  { names: ['jsonwebtoken'] },
  { names: ['fast-jwt'] },
  { names: ['twilio'], note: 'all of its REST API is in it' },
  {
    names: ['express-oauth2-jwt-bearer', '@auth0/auth0-react'],
    note: 'server and page; signs in too',
  },
  { names: ['oidc-client-ts'], note: 'page only; signs in too' },
  { names: ['next-auth'], note: 'server and page; signs in too' },
]

/** What an installation brings. */
export const installSizes: Scenario = {
  name: 'start-install',
  section: 'start',
  title: 'What an installation brings',
  about:
    'MB of files and number of packages that `npm install` brings, the package itself among them: everything reached by `dependencies`',
  differs: [
    'Peer dependencies (express, hono, react, react-dom, next and types) stay outside for all alike, optional ones too.',
    'Of the packages of this repository that is counted which their manifests publish.',
  ],
  plots: [
    {
      kind: 'bars',
      title: 'What `npm install` brings, MB',
      column: 'installed',
      isLogarithmic: true,
    },
  ],
  run: () => Promise.resolve(INSTALLS.flatMap(figuresOf)),
}

function figuresOf({ names, note }: Install): readonly Figure[] {
  const { bytes, own, packages } = installSize(names.map(installed))
  const row = names.join(' ')
  const figure = (column: string, unit: Figure['unit'], value: number): Figure => ({
    name: `${row}: ${column}`,
    unit,
    value: spreadOf([value]),
    cell: { row, column },
  })
  const megabytes = figure('installed', 'MB', bytes / 1e6)
  return [
    note === undefined ? megabytes : { ...megabytes, note },
    figure('of it its own', 'MB', own / 1e6),
    figure('packages', 'times', packages),
  ]
}
