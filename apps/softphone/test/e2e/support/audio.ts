import type { Page } from 'playwright'
import { expect } from 'vitest'

declare global {
  /** The peer connections of a page under test, oldest first. */
  var peerConnections: RTCPeerConnection[] | undefined
}

/** Runs in the page, before its own scripts: lets a test look at what really flows. */
export function watchConnections(): void {
  const connections: RTCPeerConnection[] = []
  const Original = globalThis.RTCPeerConnection
  globalThis.peerConnections = connections
  globalThis.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      connections.push(this)
    }
  }
}

/** Bytes of audio that came in over the page's newest peer connection. */
export function audioBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const connection = globalThis.peerConnections?.at(-1)
    if (connection === undefined || connection.connectionState === 'closed') return -1
    let bytes = 0
    const stats = await connection.getStats()
    stats.forEach((entry: { readonly type: string; readonly bytesReceived?: number }) => {
      if (entry.type === 'inbound-rtp') bytes += entry.bytesReceived ?? 0
    })
    return bytes
  })
}

/** Waits until audio comes in: more than there is now. */
export async function hearsAudio(page: Page): Promise<void> {
  const before = Math.max(0, await audioBytes(page))
  await expect.poll(() => audioBytes(page), POLL).toBeGreaterThan(before + 500)
}

/** Waits until the page sends sound, or silence, as its mute button says. */
export async function microphoneIs(page: Page, state: 'live' | 'muted'): Promise<void> {
  const enabled = (): Promise<boolean | undefined> =>
    page.evaluate(
      () => globalThis.peerConnections?.at(-1)?.getSenders()[0]?.track?.enabled ?? undefined,
    )
  await expect.poll(enabled, POLL).toBe(state === 'live')
}

const POLL = { timeout: 20_000, interval: 100 }
