import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Definition, Grant } from '@grantline/core'
import { Denial, nodeView, refuseUpgrade } from '@grantline/core/http'
import type { Gate, RequestSource, RequestView } from '@grantline/core/http'
import type { Guard } from './guard.ts'

/** Makes the check of upgrades; what it lets in, the guard knows. */
export function createUpgrade(
  gate: Gate<Grant | null>,
  grants: WeakMap<IncomingMessage, Grant | null>,
  isOptional: boolean,
): Guard['authenticateUpgrade'] {
  return async (
    req: IncomingMessage,
    socket: Duplex,
    definition?: Definition,
    request?: RequestSource<Definition, RequestView>,
  ): Promise<Grant | null> => {
    if (isOptional) throw new TypeError('authenticateUpgrade: the guard must not be optional')
    // Nobody else listens during an upgrade, and an error that nobody hears ends the process.
    const giveUp = (): void => void socket.destroy()
    socket.on('error', giveUp)
    const check = async (): Promise<Grant | null> => {
      const view = nodeView(req)
      const grant = await gate.authenticate(view)
      if (definition !== undefined) await gate.require(definition, request ?? {})(grant, view)
      return grant
    }
    const grant = await check().catch(refuseOn(socket))
    if (grant === null || socket.destroyed) return null
    socket.off('error', giveUp)
    grants.set(req, grant)
    return grant
  }
}

function refuseOn(socket: Duplex): (error: unknown) => null {
  return (error) => {
    if (!(error instanceof Denial)) {
      socket.destroy()
      throw error
    }
    refuseUpgrade(socket, error)
    return null
  }
}
