import type { CryptoContract } from './contract.ts'
import { prepareHmac } from './node-hmac.ts'
import { prepareKey } from './node-keys.ts'
import { randomId } from './node-random.ts'
import { decodeText, encodeText, isCanonical } from './node-text.ts'

export { decodeText, encodeText, isCanonical, prepareHmac, prepareKey, randomId }

// Keeps this file and crypto/web.ts to one contract.
void ({
  prepareKey,
  prepareHmac,
  encodeText,
  decodeText,
  isCanonical,
  randomId,
} satisfies CryptoContract)
