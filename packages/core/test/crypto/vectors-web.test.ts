import { prepareKey } from '../../src/crypto/web.ts'
import { describeVectors } from './describe-vectors.ts'

describeVectors(prepareKey)
