import { startBare } from './hosts/bare-host.ts'
import { describeGuard } from './suite/describe-guard.ts'
import { describeTable } from './suite/describe-table.ts'
import { describeTokenEndpoint } from './suite/describe-token-endpoint.ts'
import { describeTwilioGuard } from './suite/describe-twilio-guard.ts'

describeTable('the bare handlers', startBare)
describeGuard('the bare gate', startBare)
describeTwilioGuard('the bare gate', startBare)
describeTokenEndpoint('the bare handlers', startBare)
