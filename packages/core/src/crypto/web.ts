import type { CryptoContract } from './contract.ts'
import { prepareKey } from './web-keys.ts'
import { randomId } from './web-random.ts'
import { decodeText, encodeText, isCanonical } from './web-text.ts'

export { decodeText, encodeText, isCanonical, prepareKey, randomId }

// Keeps this file and crypto/node.ts to one contract.
void ({ prepareKey, encodeText, decodeText, isCanonical, randomId } satisfies CryptoContract)
