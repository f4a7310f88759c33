import { join } from 'node:path'
import { build } from 'vite'

let code: Promise<string> | undefined

/** The client from its sources and what a test needs beside it, as one script. */
export function harnessCode(): Promise<string> {
  code ??= bundle()
  return code
}

async function bundle(): Promise<string> {
  const result = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@grantline/source', 'module', 'browser', 'production'] },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: join(import.meta.dirname, 'harness.ts'), formats: ['iife'], name: 'harness' },
    },
  })
  const [output] = [result].flat()
  const [chunk] = output !== undefined && 'output' in output ? output.output : []
  if (chunk === undefined) throw new Error('nothing was built')
  return chunk.code
}
