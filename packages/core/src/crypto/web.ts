import type { CryptoContract } from './contract.ts'
import { prepareHmac } from './web-hmac.ts'
import { prepareKey } from './web-keys.ts'
import { randomId } from './web-random.ts'
import { decodeText, encodeText, isCanonical } from './web-text.ts'

export { decodeText, encodeText, isCanonical, prepareHmac, prepareKey, randomId }

// Keeps this file and crypto/node.ts to one contract.
void ({
  prepareKey,
  prepareHmac,
  encodeText,
  decodeText,
  isCanonical,
  randomId,
} satisfies CryptoContract)
