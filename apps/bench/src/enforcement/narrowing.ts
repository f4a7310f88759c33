/** Makes a token of ten rules narrower, to one room of a folder, and asks it. */
export interface Narrowing {
  readonly name: string
  readonly differs: string
  readonly narrow: () => string | Promise<string>
  /** Verifies a narrower token, and whether it lets its bearer into a room. */
  readonly ask: (token: string, room: string) => boolean | Promise<boolean>
}

/** What is left of a folder that may be joined. */
export const KEPT_ROOM = 'acme/standup'
