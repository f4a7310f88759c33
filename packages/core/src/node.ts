export { fileRevocationStore } from './revocation/file-store.ts'
export type { FileRevocationStoreOptions } from './revocation/file-store.ts'
export type { LocalRevocationStore } from './revocation/memory-store.ts'
