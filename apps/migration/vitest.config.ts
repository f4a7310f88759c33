import { defineConfig } from 'vitest/config'
import { baseConfig } from '../../scripts/vitest-base.ts'

export default defineConfig(baseConfig('unit'))
