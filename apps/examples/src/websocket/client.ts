import {
  isTokenFetchError,
  tokenProtocols,
  WS_TOKEN_ENDED,
  type TokenManager,
} from '@grantline/core/client'

export interface Stay {
  send(text: string): void
  leave(): void
}

/** Stays in a room until it is told to leave: renews in band, and comes back after a close. */
export function stayIn(url: URL, manager: TokenManager, onText: (text: string) => void): Stay {
  let sent = ''
  let socket: WebSocket | undefined
  let hasLeft = false

  const open = async (refused: string | false): Promise<void> => {
    try {
      sent = await manager.getToken({ force: refused })
    } catch (error) {
      if (isTokenFetchError(error) && error.retryable) comeBack(refused, 2000)
      return
    }
    if (hasLeft) return
    socket = new WebSocket(url, tokenProtocols(sent))
    socket.addEventListener('open', renew)
    socket.addEventListener('message', ({ data }) => onText(String(data)))
    // A token that the server has ended opens no other socket.
    socket.addEventListener('close', ({ code }) => comeBack(code === WS_TOKEN_ENDED && sent, 500))
  }
  const comeBack = (refused: string | false, ms: number): void => {
    if (!hasLeft) setTimeout(() => void open(refused), ms)
  }
  const renew = (): void => {
    const { token } = manager.snapshot
    if (token === null || token === sent || socket?.readyState !== WebSocket.OPEN) return
    sent = token
    socket.send(`token ${token}`)
  }
  const unsubscribe = manager.subscribe(renew)
  void open(false)

  return {
    send: (text) => socket?.send(text),
    leave: () => {
      hasLeft = true
      unsubscribe()
      socket?.close()
    },
  }
}
