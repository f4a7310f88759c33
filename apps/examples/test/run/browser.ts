import { chromium, type Browser, type LaunchOptions } from 'playwright'
import { afterAll } from 'vitest'
import { chromiumLaunch } from '../../../../scripts/chromium-launch.ts'

/** A Chromium until the tests of the file are over, with a microphone that beeps. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const media = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
  const args = [...chromiumLaunch.args, ...media]
  const browser = await chromium.launch({ ...chromiumLaunch, args, headless: true, ...options })
  afterAll(() => browser.close())
  return browser
}
