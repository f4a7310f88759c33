import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Framework } from '../../../src/server/start-server.ts'
import { namelessControls, overflow } from './accessibility.ts'
import { audioBytes, hearsAudio, microphoneIs } from './audio.ts'
import { launchBrowser } from './browser.ts'
import { Person, type SignInOptions } from './person.ts'
import { Stage, type StageOptions } from './stage.ts'

/** What a person does with the phone, in a real browser, against the real server. */
export function describeSoftphone(framework: Framework): void {
  let browser: Browser
  let stage: Stage | undefined

  beforeAll(async () => {
    browser = await launchBrowser()
  })

  afterEach(async () => {
    const done = stage
    stage = undefined
    await done?.close()
  })

  afterAll(async () => {
    await browser.close()
  })

  async function open(options: Omit<StageOptions, 'browser' | 'framework'> = {}): Promise<Stage> {
    stage = await Stage.open({ browser, framework, ...options })
    return stage
  }

  async function arrive(on: Stage, name: string, options?: SignInOptions): Promise<Person> {
    const person = new Person(await on.newTab(), name)
    await person.signIn(options)
    return person
  }

  async function arriveBoth(on: Stage): Promise<readonly [Person, Person]> {
    return [await arrive(on, 'Alice'), await arrive(on, 'Bob')]
  }

  async function talk(alice: Person, bob: Person): Promise<void> {
    await alice.call('Bob')
    await bob.accept('Alice')
    await alice.isTalkingTo('Bob')
    await bob.isTalkingTo('Alice')
  }

  describe('a first visit', () => {
    test('leads to a call without reading anything', async () => {
      const on = await open()
      const alice = await arrive(on, 'Alice')
      const link = alice.page.getByRole('link', { name: 'Open a second tab' })
      const opened = on.context.waitForEvent('page')
      await link.click()
      const bob = new Person(await opened, 'Bob')
      expect(await bob.page.locator('.names button').first().innerText()).toContain('Bob')
      await bob.signIn()

      await talk(alice, bob)
      await Promise.all([hearsAudio(alice.page), hearsAudio(bob.page)])
    })

    test('can be made with the keyboard alone', async () => {
      const on = await open()
      const { page } = await arrive(on, 'Alice')
      const bob = new Person(await on.newTab(), 'Bob')
      await bob.button('Sign in as Bob').press('Enter')
      await bob.isOnline()
      const alice = new Person(page, 'Alice')

      await alice.button('Call Bob').press('Enter')
      await bob.ringing('Alice').waitFor()
      expect(await focusedText(bob.page)).toBe('Accept')
      await bob.page.keyboard.press('Enter')
      await bob.isTalkingTo('Alice')
      await expect.poll(() => focusedText(bob.page)).toBe('Alice')

      await alice.button('Hang up').press('Enter')
      await bob.reads(/^Alice hung up\. \d:\d\d$/)
      await alice.reads(/^You ended the call with Bob\. \d:\d\d$/)

      await alice.button('Call Bob').press('Enter')
      await bob.ringing('Alice').waitFor()
      await bob.page.keyboard.press('Escape')
      await alice.reads('Bob declined.')

      await alice.button('Call Bob').press('Enter')
      await bob.ringing('Alice').waitFor()
      await alice.page.keyboard.press('Escape')
      await bob.ringing('Alice').waitFor({ state: 'hidden' })
      await bob.reads('You missed a call from Alice.')
    })
  })

  describe('a call', () => {
    test('shows the callee who calls and what was signed, and carries sound both ways', async () => {
      const [alice, bob] = await arriveBoth(await open())
      await alice.call('Bob')
      await alice.text('Ringing…').waitFor()
      const dialog = bob.ringing('Alice')
      await dialog.waitFor()
      const text = await dialog.innerText()
      expect(text).toContain('Signed by the server')
      expect(text).toMatch(/SignedInAs\s+Alice/)
      expect(text).toMatch(/SignedInAt\s+\d{4}-\d\d-\d\dT/)

      await bob.button('Accept').click()
      await Promise.all([alice.isTalkingTo('Bob'), bob.isTalkingTo('Alice')])
      await Promise.all([hearsAudio(alice.page), hearsAudio(bob.page)])
      await hearsAudio(alice.page)
    })

    test('can be muted, and goes on', async () => {
      const [alice, bob] = await arriveBoth(await open())
      await talk(alice, bob)
      await microphoneIs(alice.page, 'live')
      await alice.button('Mute').click()
      await microphoneIs(alice.page, 'muted')
      expect(await alice.button('Muted').getAttribute('aria-pressed')).toBe('true')
      await alice.button('Muted').click()
      await microphoneIs(alice.page, 'live')
      await hearsAudio(bob.page)
    })

    test('ends on both sides when one hangs up', async () => {
      const [alice, bob] = await arriveBoth(await open())
      await talk(alice, bob)
      await bob.button('Hang up').click()
      await alice.reads('Bob hung up.')
      await bob.reads('You ended the call with Alice.')
      await expect.poll(() => audioBytes(alice.page)).toBe(-1)
      await alice.button('Call Bob').waitFor()
    })

    test('that is declined is told to the caller', async () => {
      const [alice, bob] = await arriveBoth(await open())
      await alice.call('Bob')
      await bob.ringing('Alice').waitFor()
      await bob.button('Decline').click()
      await alice.reads('Bob declined.')
      await bob.reads('You declined Alice.')
    })

    test('to a name that is not here, or busy, is not placed', async () => {
      const on = await open()
      on.expectComplaint(/status of 404/, /status of 409/)
      const [alice, bob] = await arriveBoth(on)
      await alice.dial('Nobody')
      await alice.reads('Nobody is not here.')
      await talk(alice, bob)
      const carol = await arrive(on, 'Carol')
      await carol.call('Bob')
      await carol.reads('Bob is busy.')
      await alice.isTalkingTo('Bob')
    })

    test('that is cancelled before the server has answered rings no longer', async () => {
      const [alice, bob] = await arriveBoth(await open())
      let letAnswerThrough = (): void => {}
      const cancelled = new Promise<void>((resolve) => {
        letAnswerThrough = resolve
      })
      await alice.page.route('**/applications/*/calls', async (route) => {
        const response = await route.fetch()
        await cancelled
        await route.fulfill({ response })
      })
      await alice.call('Bob')
      await bob.ringing('Alice').waitFor()
      await alice.button('Cancel').click()
      await alice.reads('You cancelled the call to Bob.')
      expect(await bob.ringing('Alice').isVisible()).toBe(true)
      letAnswerThrough()
      await bob.ringing('Alice').waitFor({ state: 'hidden' })
      await bob.reads('You missed a call from Alice.')
    })

    test('ends when the tab of the other side is closed', async () => {
      const [alice, bob] = await arriveBoth(await open())
      await talk(alice, bob)
      await bob.page.close()
      await alice.reads('Bob lost the connection.')
    })

    test('rings in every tab of a name, and stops where it was not taken', async () => {
      const on = await open()
      const [alice, bob] = await arriveBoth(on)
      const elsewhere = await arrive(on, 'Bob')
      await alice.call('Bob')
      await elsewhere.ringing('Alice').waitFor()
      await bob.accept('Alice')
      await elsewhere.reads('Answered in another tab.')
      await bob.isTalkingTo('Alice')
    })

    test('goes on through refreshes of the tokens, over the same sockets', async () => {
      const on = await open({ ttl: 6 })
      const [alice, bob] = await arriveBoth(on)
      await talk(alice, bob)
      const before = [await alice.tokenEnd(), await bob.tokenEnd()]

      // Two refreshes later the tokens that the sockets were opened with have expired.
      for (const person of [alice, bob]) {
        await person.line('The old one was due').nth(1).waitFor()
      }
      for (const { sockets } of [alice, bob]) {
        const renewals = (): number => sockets.received.filter((type) => type === 'renewed').length
        await expect.poll(renewals, POLL).toBeGreaterThanOrEqual(2)
        expect(sockets).toMatchObject({ opened: 1, closed: 0 })
      }
      expect(await alice.tokenEnd()).not.toBe(before[0])
      expect(await bob.tokenEnd()).not.toBe(before[1])
      await Promise.all([hearsAudio(alice.page), hearsAudio(bob.page)])
      await alice.isTalkingTo('Bob')
    })

    test('survives a lost connection to the server: the sound goes on, and it can be ended', async () => {
      const on = await open()
      on.expectComplaint(/WebSocket connection/, /Failed to load resource/)
      const relay = await on.relay()
      const [alice, bob] = await arriveBoth(on)
      await talk(alice, bob)
      // What leads to the sound goes over the wire that is cut.
      await Promise.all([hearsAudio(alice.page), hearsAudio(bob.page)])
      relay.cut()
      await alice.text('The server is away').waitFor()
      await Promise.all([hearsAudio(alice.page), hearsAudio(bob.page)])
      relay.mend()
      await Promise.all([alice.isOnline(), bob.isOnline()])
      await hearsAudio(alice.page)
      await alice.button('Hang up').click()
      await bob.reads('Alice hung up.')
      await relay.close()
    })
  })

  describe('what a token does not allow', () => {
    test('is switched off on the page with a reason, and refused by the server all the same', async () => {
      const on = await open()
      on.expectComplaint(/status of 403/)
      const alice = await arrive(on, 'Alice', { listenOnly: true })
      const bob = await arrive(on, 'Bob')
      await alice.button('Call Bob').waitFor()
      expect(await alice.button('Call Bob').isDisabled()).toBe(true)
      await alice.text('your token has no capability to place calls').waitFor()
      await alice.text('Not allowed: place calls').waitFor()
      await alice.text('Hear who is here').waitFor()

      await alice.button('Try to call Bob anyway').click()
      const refusal = alice.page.locator('.refusal')
      await refusal.getByText('insufficient_capability').waitFor()
      const text = await refusal.innerText()
      expect(text).toContain('403')
      expect(text).toContain('scope:client:outgoing')
      await alice.reads('The server refused: this token may not place calls.')
      expect(await bob.ringing('Alice').isVisible()).toBe(false)

      // Listening is what it does allow.
      await bob.call('Alice')
      await alice.accept('Bob')
      await Promise.all([hearsAudio(alice.page), hearsAudio(bob.page)])
    })

    test('keeps who is invisible off the list, and from seeing it', async () => {
      const on = await open()
      const alice = await arrive(on, 'Alice', { invisible: true })
      const bob = await arrive(on, 'Bob')
      const carol = await arrive(on, 'Carol')
      await carol.button('Call Bob').waitFor()
      await bob.button('Call Carol').waitFor()
      expect(await bob.button('Call Alice').count()).toBe(0)
      await bob.text('Hear who is here, through the events of /2010-04-01/Events').waitFor()
      await alice.text('You are invisible, so you are not told who is here.').waitFor()
      expect(await alice.text('Hear who is here').count()).toBe(0)
      expect(await alice.button('Call Bob').count()).toBe(0)

      await alice.dial('Bob')
      await bob.accept('Alice')
      await Promise.all([alice.isTalkingTo('Bob'), bob.isTalkingTo('Alice')])
    })
  })

  describe('a server that starts anew, with new keys', () => {
    test('is found again without a click, and calls can be placed', async () => {
      const on = await open()
      on.expectComplaint(/WebSocket connection/, /Failed to load resource/)
      const [alice, bob] = await arriveBoth(on)
      const before = [await alice.tokenEnd(), await bob.tokenEnd()]
      await on.stopServer()
      await alice.text('The server is away').waitFor()
      await bob.text('The server is away').waitFor()
      await on.startServerAgain()
      await Promise.all([alice.isOnline(), bob.isOnline()])
      expect(await alice.tokenEnd()).not.toBe(before[0])
      expect(await bob.tokenEnd()).not.toBe(before[1])
      await talk(alice, bob)
      await hearsAudio(bob.page)
    })

    test('leaves the sound of a call alone until it is back, and then says what became of it', async () => {
      const on = await open()
      on.expectComplaint(/WebSocket connection/, /Failed to load resource/)
      const [alice, bob] = await arriveBoth(on)
      await talk(alice, bob)
      await Promise.all([hearsAudio(alice.page), hearsAudio(bob.page)])
      await on.stopServer()
      await alice.text('The server is away').waitFor()
      await Promise.all([hearsAudio(alice.page), hearsAudio(bob.page)])
      await on.startServerAgain()
      await alice.reads('The server started anew and no longer knows this call.')
      await bob.reads('The server started anew and no longer knows this call.')
    })
  })

  describe('a sign-in', () => {
    test('that ends, ends the call on the other side', async () => {
      const [alice, bob] = await arriveBoth(await open())
      await talk(alice, bob)
      await alice.button('Sign out').click()
      await alice.isSignedOut()
      await bob.reads('Alice signed out.')
      await bob.text('Nobody else is here yet.').waitFor()
      await expect.poll(() => audioBytes(alice.page)).toBe(-1)

      await alice.page.reload()
      await alice.isSignedOut()
    })

    test('ends in every tab of that name', async () => {
      const on = await open()
      const alice = await arrive(on, 'Alice')
      const elsewhere = await arrive(on, 'Alice')
      const bob = await arrive(on, 'Bob')
      await alice.button('Sign out').click()
      await elsewhere.isSignedOut()
      await elsewhere.text('You signed out in another tab.').waitFor()
      await bob.isOnline()
      expect(await bob.line('Signed out').count()).toBe(0)
    })

    test('is kept by a reload, and the others see the same name', async () => {
      const [alice, bob] = await arriveBoth(await open())
      await alice.page.reload()
      await alice.isOnline()
      await bob.call('Alice')
      await alice.accept('Bob')
      await alice.isTalkingTo('Bob')
    })

    test('that the server no longer knows leads back to the form, with a sentence', async () => {
      const on = await open({ ttl: 4 })
      on.expectComplaint(/status of 401/)
      const alice = await arrive(on, 'Alice')
      await on.context.clearCookies()
      await alice.isSignedOut()
      await alice.text('Your sign-in has ended. Sign in again to go on.').waitFor()
      await alice.signIn()
    })

    test('under an impossible name is refused with the reason', async () => {
      const on = await open()
      const guest = new Person(await on.newTab(), 'two words')
      await guest.page.getByRole('textbox', { name: 'or under another name' }).fill(guest.name)
      await guest.button('Sign in').click()
      await guest.text('A name is made of letters, digits and _ without spaces.').waitFor()
    })
  })

  describe('a token that is revoked', () => {
    test('ends the call on both sides at once, and says why; another token leads back', async () => {
      const on = await open()
      const [alice, bob] = await arriveBoth(on)
      await talk(alice, bob)
      const before = await alice.tokenEnd()
      await alice.button('Revoke this token').press('Enter')
      await alice.reads(/^Your token was revoked, which ended the call with Bob\. \d:\d\d$/)
      await bob.reads(/^The token of Alice was revoked\. \d:\d\d$/)
      await alice.text('Closed: the token was revoked').waitFor()
      await alice.page
        .getByRole('alert')
        .filter({ hasText: /with \d+ seconds? left/ })
        .waitFor()
      await alice.text(`Ended in …${before}`).waitFor()
      await expect.poll(() => alice.sockets.closed).toBe(1)
      await expect.poll(() => audioBytes(alice.page)).toBe(-1)
      await expect.poll(() => audioBytes(bob.page)).toBe(-1)
      await bob.text('Nobody else is here yet.').waitFor()

      await alice.button('Get a new token').press('Enter')
      await alice.isOnline()
      expect(await alice.tokenEnd()).not.toBe(before)
      await talk(alice, bob)
      await hearsAudio(bob.page)
    })

    test('from elsewhere ends the call and the event stream, too', async () => {
      const on = await open()
      const page = await on.newTab()
      const alice = new Person(page, 'Alice')
      const [token] = await Promise.all([alice.nextToken(), alice.signIn()])
      const bob = await arrive(on, 'Bob')
      await alice.text('Who comes and goes').click()
      await alice.text('Bob here already').waitFor()
      await talk(alice, bob)
      const revoked = await on.context.request.post(`${on.url}/token/revoke`, {
        form: { token, as: 'Alice' },
      })
      expect(revoked.status()).toBe(200)
      await alice.reads('Your token was revoked, which ended the call with Bob.')
      await bob.reads('The token of Alice was revoked.')
      await alice.text('Ended by the server: the token was revoked.').waitFor()

      await alice.button('Get a new token').click()
      await alice.text('Live, for as long as the token.').waitFor()
      await alice.isOnline()
    })

    test('is gone in every tab of that name, and each gets another when it is asked to', async () => {
      const on = await open()
      const alice = await arrive(on, 'Alice')
      const elsewhere = await arrive(on, 'Alice')
      const bob = await arrive(on, 'Bob')
      await alice.line('Took over a token').waitFor()
      const end = await elsewhere.tokenEnd()
      expect(await alice.tokenEnd()).toBe(end)
      await alice.button('Revoke this token').press('Enter')
      await expect.poll(() => focusedText(alice.page)).toBe('Get a new token')
      for (const tab of [alice, elsewhere]) {
        await tab.text(`Ended in …${end}`).waitFor()
        await tab.line('The token was revoked.').waitFor()
      }
      await bob.text('Nobody else is here yet.').waitFor()

      await elsewhere.button('Get a new token').click()
      await elsewhere.isOnline()
      await bob.call('Alice')
      await elsewhere.accept('Bob')
      await elsewhere.isTalkingTo('Bob')
      expect(await alice.button('Get a new token').isVisible()).toBe(true)
    })
  })

  test('who comes and goes is streamed while somebody looks, from one token to the next', async () => {
    const on = await open({ ttl: 6 })
    const alice = await arrive(on, 'Alice')
    await alice.text('Who comes and goes').click()
    await alice.text('Nobody else was here').waitFor()
    const streams = alice.page.waitForResponse(/\/events$/)
    const bob = await arrive(on, 'Bob')
    await alice.text('Bob came').waitFor()
    await streams
    await bob.page.close()
    await alice.text('Bob left').waitFor()
  })

  test('a second process verifies the tokens by the public keys alone', async () => {
    const on = await open()
    const { request } = on.context
    const keys = (await (await request.get(`${on.url}/.well-known/jwks.json`)).json()) as object
    expect(keys).toEqual({ keys: [expect.objectContaining({ kty: 'OKP', alg: 'EdDSA' })] })
    expect(JSON.stringify(keys)).not.toContain('"d":')

    const second = await on.startSecond()
    const alice = new Person(await on.newTab(), 'Alice')
    const [token] = await Promise.all([alice.nextToken(), alice.signIn()])
    const bob = await arrive(on, 'Bob')
    await talk(alice, bob)
    await bob.button('Hang up').click()
    await alice.reads('Bob hung up.')
    const headers = { authorization: `Bearer ${token}` }
    const calls = await request.get(`${second}/people/Alice/calls`, { headers })
    expect(await calls.json()).toMatchObject({
      calls: [{ from: 'Alice', to: 'Bob', answered: true, reason: 'hung_up' }],
    })
    expect((await request.get(`${second}/people/Bob/calls`, { headers })).status()).toBe(403)
    expect((await request.get(`${second}/people/Alice/calls`)).status()).toBe(401)
  })

  test('without a microphone a call can still be listened to, and a sentence says so', async () => {
    const silent = await launchBrowser({ microphone: 'deny' })
    try {
      const on = await Stage.open({ browser: silent, framework })
      const [alice, bob] = await arriveBoth(on)
      await talk(alice, bob)
      await alice.text('The microphone is blocked').waitFor()
      await bob.button('Hang up').click()
      await alice.reads('Bob hung up.')
      await on.close()
    } finally {
      await silent.close()
    }
  })

  test('every control has a name, and nothing sticks out of a narrow screen', async () => {
    const on = await open({ context: { viewport: { width: 360, height: 740 } } })
    on.expectComplaint(/status of 403/)
    const alice = new Person(await on.newTab(), 'Alice')
    const bob = new Person(await on.newTab(), 'Bob')
    const carol = new Person(await on.newTab(), 'x'.repeat(24))
    const seen: Person[] = [alice, bob, carol]
    async function look(): Promise<void> {
      for (const { page } of seen) {
        expect(await namelessControls(page)).toEqual([])
        expect(await overflow(page)).toBeLessThanOrEqual(0)
      }
    }

    await look()
    await alice.signIn()
    await look()
    await bob.signIn()
    await carol.signIn({ listenOnly: true, invisible: true })
    await carol.button(/^Try to call/).click()
    await carol.page.locator('.refusal').getByText('insufficient_capability').waitFor()
    await look()
    await alice.call('Bob')
    await bob.ringing('Alice').waitFor()
    await look()
    await bob.accept('Alice')
    await alice.isTalkingTo('Bob')
    await alice.text('Who comes and goes').click()
    await alice.text('Bob here already').waitFor()
    await look()
    await alice.button('Revoke this token').click()
    await alice.button('Get a new token').waitFor()
    await look()
  })
}

const POLL = { timeout: 30_000, interval: 100 }

function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document
    return activeElement instanceof HTMLElement ? activeElement.innerText.trim() : ''
  })
}
