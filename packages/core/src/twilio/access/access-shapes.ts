import type { SidPrefix } from '../sid.ts'

/** The content type that tells access tokens from the other tokens of a secret. */
export const ACCESS_CTY = 'twilio-fpa;v=1'

/** One member of a grant: the option it comes from, what the option must be, and whether it must. */
export type Field = readonly [
  option: string,
  kind: SidPrefix | 'text' | 'flag' | 'object',
  required?: true,
]

/** The members of a grant as they stand in a token, in their order. */
export interface Shape {
  readonly [member: string]: Field | Shape
}

/** The kinds of grants: `voiceGrant` makes a `voice`. */
export type GrantName = 'voice' | 'video' | 'chat' | 'sync' | 'taskRouter' | 'playback'

/** What is known of a kind. */
interface Kind {
  /** The member of the `grants` claim. */
  readonly member: string
  /** `undefined`: the object as given. */
  readonly shape: Shape | undefined
  /** Whether the grant says nothing without a person or a device that has it. */
  readonly needsIdentity?: true
}

const SERVICE: Field = ['serviceSid', 'IS', true]
const PUSH: Field = ['pushCredentialSid', 'CR']
const ENDPOINT: Field = ['endpointId', 'text']

/** The kinds of grants; writing and reading both follow this table. */
export const KINDS: Readonly<Record<GrantName, Kind>> = {
  voice: {
    member: 'voice',
    shape: {
      incoming: { allow: ['incomingAllow', 'flag'] },
      outgoing: {
        application_sid: ['outgoingApplicationSid', 'AP'],
        params: ['outgoingParams', 'object'],
      },
      push_credential_sid: PUSH,
      endpoint_id: ENDPOINT,
    },
    needsIdentity: true,
  },
  video: { member: 'video', shape: { room: ['room', 'text'] } },
  chat: {
    member: 'chat',
    shape: {
      service_sid: SERVICE,
      endpoint_id: ENDPOINT,
      deployment_role_sid: ['deploymentRoleSid', 'RL'],
      push_credential_sid: PUSH,
    },
    needsIdentity: true,
  },
  sync: {
    member: 'data_sync',
    shape: { service_sid: SERVICE, endpoint_id: ENDPOINT },
    needsIdentity: true,
  },
  taskRouter: {
    member: 'task_router',
    shape: {
      workspace_sid: ['workspaceSid', 'WS', true],
      worker_sid: ['workerSid', 'WK', true],
      role: ['role', 'text', true],
    },
  },
  playback: { member: 'player', shape: undefined },
}

/** Whether a node of a shape is a member, not an object of members. */
export function isField(node: Field | Shape): node is Field {
  return Array.isArray(node)
}
