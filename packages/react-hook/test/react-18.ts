import Module, { createRequire } from 'node:module'

// In Node the packages of React load each other by themselves, past every alias of the tests.

/** What `require` asks first; Node has no better way in that version 20 knows. */
interface Resolver {
  _resolveFilename: (this: unknown, request: string, ...rest: unknown[]) => string
}

/* oxlint-disable no-underscore-dangle -- the name is Node's */
const resolver = Module as unknown as Resolver
const resolve = resolver._resolveFilename

const require = createRequire(import.meta.url)
const paths = new Map([
  ['react', require.resolve('react-18')],
  ['react-dom', require.resolve('react-dom-18')],
])

resolver._resolveFilename = (request, ...rest) =>
  paths.get(request) ?? resolve.call(Module, request, ...rest)
