import { describe } from 'vitest'
import { describeSoftphone } from './support/suite.ts'

describe('the softphone on Express', () => describeSoftphone('express'))
