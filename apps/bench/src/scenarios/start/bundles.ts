import { bundleSize } from '../../client/bundle-size.ts'
import { spreadOf } from '../../measure/statistics.ts'
import type { Figure, Scenario } from '../../scenario.ts'
import { closureOf } from '../../start/install-size.ts'
import { installed, isOwn, ownPackages, type Installed } from '../../start/manifest.ts'

interface Import {
  /** What stands between the braces, or `*`. */
  readonly names: string
  readonly of: Installed
  /** Below the package, such as `/jwt`. */
  readonly entry: string
  readonly platform: 'browser' | 'node'
  readonly note?: string
}

/** What a file of a bundle, or of an entry, weighs. */
export const startBundles: Scenario = {
  name: 'start-bundles',
  section: 'start',
  title: 'What each entry weighs',
  about:
    'bytes of every entry with all of its exports, and of the least that mints and verifies: bundled by esbuild for Node (for the browser: `client` and the hook), minified, gzip -9',
  differs: [
    'With dependencies, all they bring is in the bundle; without, what others publish stays outside, while a package of this repository counts in those that need it.',
    'Peers (express, hono, react) and the modules of Node stay outside for all.',
  ],
  run: async () => {
    const least: readonly Import[] = [
      imported(
        '@grantline/core',
        'importKey, createMinter, createVerifier, defineCapability, exact',
      ),
      imported('@grantline/core', 'CapabilityToken, twilioVerifier', '/twilio'),
      imported('jose', 'SignJWT, jwtVerify'),
      imported('hono', 'sign, verify', '/jwt'),
      imported('fast-jwt', 'createSigner, createVerifier'),
      imported('jsonwebtoken', '*'),
      { ...imported('twilio', '*'), note: 'mints only; all of its REST API is in it' },
    ]
    const entries = await Promise.all(ownPackages().flatMap(entriesOf).map(figuresOf('Entries')))
    const others = await Promise.all(least.map(figuresOf('The least that mints and verifies')))
    return [...others, ...entries].flat()
  },
}

function imported(name: string, names: string, entry = ''): Import {
  return { names, of: installed(name), entry, platform: 'node' }
}

/** The entries that the manifest exports. */
export function entriesOf(of: Installed): readonly Import[] {
  const paths = Object.keys(of.manifest.exports ?? {}).filter((path) => !path.endsWith('.json'))
  const isHook = Object.hasOwn(of.manifest.peerDependencies ?? {}, 'react')
  return paths.map((path) => {
    const entry = path.slice(1)
    const platform = isHook || entry === '/client' ? 'browser' : 'node'
    return { names: '*', of, entry, platform }
  })
}

function figuresOf(table: string): (one: Import) => Promise<readonly Figure[]> {
  return async ({ names, of, entry, platform, note }) => {
    const from = `${of.manifest.name}${entry}`
    const row = names === '*' ? from : `{ ${names} } from '${from}'`
    const peers = Object.keys(of.manifest.peerDependencies ?? {})
    const size = (external: readonly string[]): ReturnType<typeof bundleSize> =>
      bundleSize(names, from, { platform, external })
    const all = await size(peers)
    const alone = await size([...peers, ...othersIn(of)])
    const figure = (column: string, value: number): Figure => ({
      name: `${row}: ${column}`,
      unit: 'bytes',
      value: spreadOf([value]),
      cell: { row, column, table },
    })
    const first = figure('with dependencies', all.minified)
    return [
      note === undefined ? first : { ...first, note },
      figure('gzip', all.gzipped),
      figure('without', alone.minified),
      figure('without, gzip', alone.gzipped),
    ]
  }
}

/** The packages of others that a package brings. */
function othersIn(of: Installed): readonly string[] {
  const names = [...closureOf([of]).values()].map(({ manifest }) => manifest.name)
  return names.filter((name) => !isOwn(name) && name !== of.manifest.name)
}
