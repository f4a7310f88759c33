import fc from 'fast-check'

// For mutation testing, where every property runs thousands of times anyway.
fc.configureGlobal({ numRuns: 25 })
