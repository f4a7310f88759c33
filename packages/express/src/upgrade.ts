import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Definition, Grant } from '@grantline/core'
import { Denial, nodeView, refuseUpgrade } from '@grantline/core/http'
import type { Gate, GrantsOf, RequestSource, RequestView } from '@grantline/core/http'
import type { CapabilitiesOptions } from './capabilities.ts'
import type { Guard } from './guard.ts'

/** Makes the check of upgrades; what it lets in, the guard knows. */
export function createUpgrade(
  gate: Gate<Grant | null>,
  grants: GrantsOf<IncomingMessage, Grant | null>,
  onError: CapabilitiesOptions['onError'],
): Guard['authenticateUpgrade'] {
  return async (
    req: IncomingMessage,
    socket: Duplex,
    definition?: Definition,
    request?: RequestSource<Definition, RequestView>,
  ): Promise<Grant | null> => {
    const requirement = definition && gate.require(definition, request ?? {})
    // Nobody else listens during an upgrade, and an error that nobody hears ends the process.
    const giveUp = (): void => void socket.destroy()
    socket.on('error', giveUp)
    try {
      const view = nodeView(req)
      const grant = await gate.authenticate(view)
      await requirement?.(grant, view)
      if (grant === null) throw new TypeError('authenticateUpgrade: the guard must not be optional')
      if (socket.destroyed) return null
      socket.off('error', giveUp)
      grants.set(req, grant)
      return grant
    } catch (error) {
      if (error instanceof Denial) refuseUpgrade(socket, error)
      else fail(socket, () => onError?.(error, req))
      return null
    }
  }
}

function fail(socket: Duplex, tell: () => unknown): void {
  socket.end(FAILED, () => socket.destroy())
  try {
    // A broken log must not end the process either, whether it throws or rejects.
    Promise.resolve(tell()).catch(() => {})
  } catch {}
}

const FAILED =
  'HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
