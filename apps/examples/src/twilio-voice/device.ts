import type { TokenManager } from '@grantline/core/client'
import { Device } from '@twilio/voice-sdk'

/** A device that always has a valid token, until it is destroyed. */
export async function startDevice(
  manager: TokenManager,
  onError: (error: Error) => void,
): Promise<Device> {
  const device = new Device(await manager.getToken())
  device.on('error', onError)
  const feed = (): void => {
    const { token } = manager.snapshot
    if (token !== null && token !== device.token) device.updateToken(token)
  }
  // Another token costs a call a second of its sound, so a call keeps its own to the last.
  const stop = manager.subscribe(() => {
    if (!device.isBusy) feed()
  })
  device.on('tokenWillExpire', feed)
  device.on('destroyed', stop)
  await device.register()
  return device
}
