import type { Program } from './program.ts'

/** Nothing: what a runtime takes by itself. */
export const run: Program = () => ''
