import { prepareKey } from '../../src/crypto/node.ts'
import { describeVectors } from './describe-vectors.ts'

describeVectors(prepareKey)
