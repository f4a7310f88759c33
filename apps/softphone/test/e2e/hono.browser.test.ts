import { describe } from 'vitest'
import { describeSoftphone } from './support/suite.ts'

describe('the softphone on Hono', () => describeSoftphone('hono'))
