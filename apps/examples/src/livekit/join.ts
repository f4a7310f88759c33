import type { TokenManager } from '@grantline/core/client'
import { ConnectionError, ConnectionErrorReason, type Room } from 'livekit-client'

/**
 * Joins with a fresh token; a token that LiveKit refuses is replaced once. In the room LiveKit
 * renews it by itself, so ask again only to come back after `RoomEvent.Disconnected`.
 */
export async function join(room: Room, serverUrl: string, manager: TokenManager): Promise<void> {
  const token = await manager.getToken()
  try {
    await room.connect(serverUrl, token)
  } catch (error) {
    if (!isRefusal(error)) throw error
    await room.connect(serverUrl, await manager.getToken({ force: token }))
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ConnectionError && error.reason === ConnectionErrorReason.NotAllowed
}
