import { defineConfig, mergeConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

/** What pages have and Node 20 hides. */
const execArgv = ['--experimental-eventsource', '--experimental-websocket']

export default defineConfig(mergeConfig(baseConfig('unit'), { test: { execArgv } }))
