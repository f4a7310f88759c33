// Removes what an earlier build of the package in the working directory left, so that nothing whose
// source is gone is published.
import { rmSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
