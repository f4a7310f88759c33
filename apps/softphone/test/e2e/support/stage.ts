import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright'
import { expect, inject } from 'vitest'
import {
  startServer,
  type Framework,
  type RunningServer,
} from '../../../src/server/start-server.ts'
import { startVerifyServer } from '../../../src/server/start-verify-server.ts'
import { watchConnections } from './audio.ts'
import { openRelay, type Relay } from './relay.ts'

export interface StageOptions {
  browser: Browser
  framework: Framework
  /** @default 60 */
  ttl?: number
  /** Size, colours and the like of its tabs. */
  context?: BrowserContextOptions
}

/** A server of its own and one browser profile, in which every test opens its tabs. */
export class Stage {
  readonly #options: StageOptions
  readonly #folder: string
  readonly #context: BrowserContext
  readonly #complaints: string[] = []
  readonly #expected: RegExp[] = []
  #server: RunningServer
  #relay: Relay | undefined
  #second: RunningServer | undefined

  private constructor(
    options: StageOptions,
    folder: string,
    context: BrowserContext,
    server: RunningServer,
  ) {
    this.#options = options
    this.#folder = folder
    this.#context = context
    this.#server = server
    context.setDefaultTimeout(20_000)
    context.on('page', (page) => this.#listen(page))
  }

  static async open(options: StageOptions): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'softphone-stage-'))
    const server = await start(options, folder, 0)
    const context = await options.browser.newContext(options.context)
    await context.addInitScript(watchConnections)
    return new Stage(options, folder, context, server)
  }

  get context(): BrowserContext {
    return this.#context
  }

  /** A tab on the page; through the relay, if there is one. */
  async newTab(): Promise<Page> {
    const page = await this.#context.newPage()
    await page.goto(`http://localhost:${this.#relay?.port ?? this.#server.port}/`)
    return page
  }

  /** A wire for the tabs opened from now on. */
  async relay(): Promise<Relay> {
    this.#relay = await openRelay(this.#server.port)
    return this.#relay
  }

  /** The address of the server, as a browser knows it. */
  get url(): string {
    return `http://localhost:${this.#server.port}`
  }

  /** The server that verifies by the public keys of this one; its address comes back. */
  async startSecond(): Promise<string> {
    this.#second = await startVerifyServer({
      jwksUrl: `http://127.0.0.1:${this.#server.port}/.well-known/jwks.json`,
      callLogFile: callLogOf(this.#folder),
      framework: this.#options.framework,
      port: 0,
    })
    return `http://127.0.0.1:${this.#second.port}`
  }

  async stopServer(): Promise<void> {
    await this.#server.close()
  }

  /** Another process would behave the same: token keys and calls are new, the port is the old one. */
  async startServerAgain(): Promise<void> {
    this.#server = await start(this.#options, this.#folder, this.#server.port)
  }

  /** What the console will rightly say in this test, as a browser reports every failed request. */
  expectComplaint(...patterns: RegExp[]): void {
    this.#expected.push(...patterns)
  }

  /** Ends everything, and fails if a page complained. */
  async close(): Promise<void> {
    await this.#context.close()
    await this.#relay?.close()
    await this.#second?.close()
    await this.#server.close()
    await rm(this.#folder, { recursive: true, force: true })
    const surprises = this.#complaints.filter(
      (complaint) => !this.#expected.some((pattern) => pattern.test(complaint)),
    )
    expect(surprises).toEqual([])
  }

  /** Errors, warnings and violations of the security policy all end up in the console. */
  #listen(page: Page): void {
    page.on('pageerror', (error) => this.#complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.#complaints.push(message.text())
      }
    })
  }
}

function start(
  { framework, ttl = 60 }: StageOptions,
  folder: string,
  port: number,
): Promise<RunningServer> {
  return startServer({
    framework,
    port,
    ttl,
    pageFolder: inject('pageFolder'),
    cookieKeyFile: join(folder, 'cookie.key'),
    callLogFile: callLogOf(folder),
  })
}

function callLogOf(folder: string): string {
  return join(folder, 'calls.jsonl')
}
