// Old syntax on purpose: this file must still run on the Node it refuses.
import { readFileSync } from 'node:fs'

/**
 * Says why this Node cannot be used, or nothing when it can.
 *
 * @param {string} version such as `20.19.0`
 * @returns {string | undefined} one sentence
 */
export function nodeProblem(version) {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const least = JSON.parse(manifest).engines.node.replace('>=', '')
  if (atLeast(version, least)) return undefined
  return (
    'Grantline needs Node ' + least + ' or newer, this is ' + version + ': see https://nodejs.org'
  )
}

/**
 * @param {string} version
 * @param {string} least
 */
function atLeast(version, least) {
  const have = version.split('.').map(Number)
  const want = least.split('.').map(Number)
  const difference = want.map((number, index) => Number(have[index]) - number).find(Boolean)
  return difference === undefined || difference > 0
}
