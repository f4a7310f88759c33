import { writeSync } from 'node:fs'
import process from 'node:process'
import type { Program } from './programs/program.ts'

// The main module of a fresh process: loads a program, runs it once, and says how long that took.
const [file = '', token = ''] = process.argv.slice(2)
const start = performance.now()

async function main(): Promise<void> {
  const { run } = (await import(file)) as { run: Program }
  const answer = await run(token)
  // Not by `process.stdout`, which takes milliseconds to be made.
  writeSync(1, JSON.stringify({ inside: performance.now() - start, answer }))
}

void main()
