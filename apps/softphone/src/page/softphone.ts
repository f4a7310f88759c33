import type { SignInRequest } from '../shared/protocol.ts'
import { openDesk, type Desk } from './desk.ts'
import { keepName, readName } from './session/name.ts'
import { signIn, signOut, type Outcome } from './session/sign-in.ts'
import { ValueStore, type Store } from './store.ts'
import { Timeline } from './token/timeline.ts'

/** Either somebody is signed in here, or nobody; then perhaps with a sentence that says why. */
export type SoftphoneState =
  | { readonly desk: Desk }
  | { readonly desk: undefined; readonly notice: string | undefined }

/** The whole page: who this tab acts as. */
export class Softphone implements Store<SoftphoneState> {
  readonly #storage: Storage
  /** One for all sign-ins of this tab, so that the next one shows how the last one ended. */
  readonly #timeline = new Timeline()
  readonly #state = new ValueStore<SoftphoneState>({ desk: undefined, notice: undefined })

  constructor(storage: Storage) {
    this.#storage = storage
    const name = readName(storage)
    if (name !== undefined) this.#open(name)
  }

  get snapshot(): SoftphoneState {
    return this.#state.snapshot
  }

  subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener)

  /** Signs in; what went wrong stays with the form. */
  async signIn(request: SignInRequest): Promise<Outcome> {
    const outcome = await signIn(request)
    if (outcome.ok) this.#open(request.name)
    return outcome
  }

  /** Signs out here at once, and at the server if it can be reached. */
  async signOut(): Promise<void> {
    const { desk } = this.snapshot
    if (desk === undefined) return
    desk.dropEverywhere()
    this.#close(undefined)
    const outcome = await signOut(desk.name)
    if (outcome.ok || this.snapshot.desk !== undefined) return
    this.#state.set({
      desk: undefined,
      notice: `You left the phone here, but the sign-out did not get through. ${outcome.sentence}`,
    })
  }

  #open(name: string): void {
    keepName(this.#storage, name)
    const desk = openDesk({
      name,
      timeline: this.#timeline,
      onOver: (sentence) => {
        if (this.snapshot.desk === desk) this.#close(sentence)
      },
    })
    this.#state.set({ desk })
  }

  #close(notice: string | undefined): void {
    const { desk } = this.snapshot
    keepName(this.#storage, undefined)
    this.#state.set({ desk: undefined, notice })
    desk?.close()
  }
}
