import { join } from 'node:path'
import { test } from 'vitest'
import { hearsAudio } from '../support/audio.ts'
import { launchBrowser } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { Stage } from '../support/stage.ts'

const IMAGE = join(import.meta.dirname, '../../../../../docs/images/call.png')

/** Not a test: draws the README's picture of a call anew. */
test('the picture of a call', { timeout: 180_000 }, async () => {
  const browser = await launchBrowser()
  const viewport = { width: 1120, height: 836 }
  const stage = await Stage.open({
    browser,
    framework: 'hono',
    context: { viewport, deviceScaleFactor: 2, colorScheme: 'light' },
  })
  const alice = new Person(await stage.newTab(), 'Alice')
  await alice.signIn()
  const bob = new Person(await stage.newTab(), 'Bob')
  await bob.signIn()
  await alice.call('Bob')
  await bob.accept('Alice')
  await hearsAudio(bob.page)

  // One refresh during the call, and a ring that is not full any more.
  await bob.line('The old one was due').waitFor({ timeout: 120_000 })
  await bob.page.getByRole('img', { name: '52 seconds left' }).waitFor()
  await bob.page.screenshot({ path: IMAGE })
  await stage.close()
  await browser.close()
})
