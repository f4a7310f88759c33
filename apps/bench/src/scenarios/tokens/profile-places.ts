import type { Profiler } from 'node:inspector'
import { sourceOf } from '../../measure/source-of.ts'

type Frame = Profiler.ProfileNode

/**
 * The module in which a sample was taken, by the address of its script, or of what that is made of. Functions of V8 that a module
 * calls, `JSON.parse` among them, have none of their own and count in the module; those of Node
 * count in the module of Node that calls them.
 */
export function placeOf(stack: readonly Pick<Frame, 'callFrame'>[]): string {
  const top = stack[0]?.callFrame
  const functionName = top?.functionName ?? ''
  if (top !== undefined && top.url !== '') return moduleOf(sourceOf(top))
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName.startsWith('(')) return 'outside of JavaScript'
  const caller = stack.find((frame) => frame.callFrame.url !== '')?.callFrame.url ?? ''
  return caller.startsWith('node:') ? moduleOf(caller) : `node: ${functionName}`
}

function moduleOf(url: string): string {
  const ours = /\/core\/(?:dist|src)\/(.+)\.[jt]s$/.exec(url)?.[1]
  if (ours !== undefined) return `core: ${ours}`
  const nodes = /^node:(?:internal\/)?([^/]+)/.exec(url)?.[1]
  return nodes === undefined ? 'the caller' : `node: ${nodes}`
}
