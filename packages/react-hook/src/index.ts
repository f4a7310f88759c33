export { TokenProvider } from './token-provider.ts'
export type { TokenProviderProps } from './token-provider.ts'
export { useCapabilityToken } from './use-capability-token.ts'
export type { CapabilityToken } from './use-capability-token.ts'
