import { chromium, type Browser } from 'playwright'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
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
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    headless: true,
    args: [...ARGS, `--use-fake-ui-for-media-stream${answer}`],
  })
}
