import type { CryptoContract } from './contract.ts'
import { prepareKey } from './node-keys.ts'
import { randomId } from './node-random.ts'
import { decodeText, encodeText, isCanonical } from './node-text.ts'

export { decodeText, encodeText, isCanonical, prepareKey, randomId }

// Keeps this file and crypto/web.ts to one contract.
void ({ prepareKey, encodeText, decodeText, isCanonical, randomId } satisfies CryptoContract)
