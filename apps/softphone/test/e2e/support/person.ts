import type { Locator, Page } from 'playwright'
import { watchSockets, type SocketLog } from './sockets.ts'

export interface SignInOptions {
  listenOnly?: boolean
  invisible?: boolean
}

/** Somebody in front of one tab: what they see and do, in their words. */
export class Person {
  readonly page: Page
  readonly name: string
  readonly sockets: SocketLog

  constructor(page: Page, name: string) {
    this.page = page
    this.name = name
    this.sockets = watchSockets(page)
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  text(text: string | RegExp): Locator {
    return this.page.getByText(text)
  }

  async signIn({ listenOnly = false, invisible = false }: SignInOptions = {}): Promise<void> {
    if (listenOnly) await this.page.getByRole('checkbox', { name: 'Listen only' }).check()
    if (invisible) await this.page.getByRole('checkbox', { name: 'Invisible' }).check()
    if (this.name === 'Alice' || this.name === 'Bob') {
      await this.button(`Sign in as ${this.name}`).click()
    } else {
      await this.page.getByRole('textbox', { name: 'or under another name' }).fill(this.name)
      await this.button('Sign in').click()
    }
    await this.isOnline()
  }

  async isOnline(): Promise<void> {
    await this.text('Connected').waitFor()
  }

  async isSignedOut(): Promise<void> {
    await this.page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  }

  /** Calls by the button beside the name. */
  async call(name: string): Promise<void> {
    await this.button(`Call ${name}`).click()
  }

  /** Calls by the field for names that are not shown. */
  async dial(name: string): Promise<void> {
    const field = this.page.getByRole('textbox', { name: 'Call a name that is not shown' })
    await field.fill(name)
    await field.press('Enter')
  }

  /** The dialog of a call from somebody. */
  ringing(from: string): Locator {
    return this.page.getByRole('alertdialog', { name: `${from} is calling` })
  }

  async accept(from: string): Promise<void> {
    await this.ringing(from).waitFor()
    await this.button('Accept').click()
  }

  async isTalkingTo(name: string): Promise<void> {
    await this.page.getByRole('heading', { name, exact: true, level: 2 }).waitFor()
    await this.page.getByRole('timer').waitFor()
  }

  /** The last sentence about a call that is over. */
  async reads(sentence: string | RegExp): Promise<void> {
    await this.page.locator('.last-call').filter({ hasText: sentence }).waitFor()
  }

  /** What happened to the token. */
  get timeline(): Locator {
    return this.page.getByRole('list', { name: 'What happened' })
  }

  /** The lines of the timeline that say this, newest first. */
  line(text: string | RegExp): Locator {
    return this.timeline.getByRole('listitem').filter({ hasText: text })
  }

  /** The next token that the page fetches, as it came over the wire. */
  async nextToken(): Promise<string> {
    const response = await this.page.waitForResponse(/\/token$/)
    const answer = (await response.json()) as { readonly access_token: string }
    return answer.access_token
  }

  /** The last characters of the token in use. */
  async tokenEnd(): Promise<string> {
    const text = await this.page.getByText(/^Ends in …/).textContent()
    return text?.slice('Ends in …'.length) ?? ''
  }
}
