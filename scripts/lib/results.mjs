import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 */

/** A suite that could not even be collected holds no failed test. */
const suiteFailed = (/** @type {Suite} */ suite) =>
  suite.status === 'failed' && !suite.assertionResults.some(({ status }) => status === 'failed')

/**
 * What one run of vitest wrote with its JSON reporter.
 *
 * @typedef {object} Report
 * @property {boolean} success
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {Suite[]} testResults
 */

/**
 * @typedef {object} Suite
 * @property {string} status
 * @property {{ status: string }[]} assertionResults
 */

/**
 * The tests of one report. Whatever kept it from success counts as failed, a test or not.
 *
 * @param {Report} report
 * @returns {Count}
 */
export function countReport(report) {
  const failed = report.numFailedTests + report.testResults.filter(suiteFailed).length
  const unexplained = !report.success && failed === 0 ? 1 : 0
  return { passed: report.numPassedTests, failed: failed + unexplained }
}

/**
 * The tests of several reports; one that is missing or cannot be read counts as one failure.
 *
 * @param {readonly string[]} files
 * @returns {Count & { missing: string[] }}
 */
export function countResults(files) {
  const missing = files.filter((file) => !existsSync(file))
  const counts = files.filter((file) => existsSync(file)).map(countFile)
  return {
    passed: counts.reduce((sum, count) => sum + count.passed, 0),
    failed: counts.reduce((sum, count) => sum + count.failed, missing.length),
    missing,
  }
}

/**
 * @param {string} file
 * @returns {Count}
 */
function countFile(file) {
  try {
    return countReport(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { passed: 0, failed: 1 }
  }
}

/**
 * The reports that a script of the packages leaves: one in each package that has the script.
 *
 * @param {readonly import('./repository.mjs').Member[]} members
 * @param {string} script
 * @param {string} name
 */
export function resultFiles(members, script, name) {
  return members
    .filter(({ manifest }) => manifest.scripts?.[script] !== undefined)
    .map(({ folder }) => join(folder, '.results', `${name}.json`))
}

/**
 * Removes old reports, so that none is mistaken for one of this run.
 *
 * @param {readonly string[]} files
 */
export function forgetResults(files) {
  for (const file of files) rmSync(file, { force: true })
}
