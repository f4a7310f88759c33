export { testIssuer } from './testing/test-issuer.ts'
export type { TestIssuer, TestIssuerOptions, TestTokens } from './testing/test-issuer.ts'
export type { TestClock } from './testing/test-clock.ts'
