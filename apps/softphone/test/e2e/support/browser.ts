import { chromium, type Browser } from 'playwright'
import { chromiumLaunch } from '../../../../../scripts/chromium-launch.ts'

const ARGS = [
  ...chromiumLaunch.args,
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  // Two tabs find each other on a machine without any network, too.
  '--allow-loopback-in-peer-connection',
]

export interface LaunchOptions {
  /**
   * How every question for the microphone is answered.
   *
   * @default 'allow'
   */
  microphone?: 'allow' | 'deny'
}

/** Debian's Chromium, or the one that CHROMIUM_PATH names, with a microphone that beeps. */
export function launchBrowser({ microphone = 'allow' }: LaunchOptions = {}): Promise<Browser> {
  const answer = microphone === 'deny' ? '=deny' : ''
  return chromium.launch({
    executablePath: chromiumLaunch.executablePath,
    headless: true,
    args: [...ARGS, `--use-fake-ui-for-media-stream${answer}`],
  })
}
