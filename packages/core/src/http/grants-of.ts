import { Itself } from '../itself.ts'

/** What a guard knows of its requests. */
export interface GrantsOf<Of extends object, Granted> {
  get(of: Of): Granted | undefined
  set(of: Of, grant: Granted): void
}

/**
 * Makes the memory of one guard, for adapters. A private field is as hard to forge as an entry of a
 * `WeakMap`, is inherited and copied as little, and costs a tenth where requests are alike.
 *
 * @example
 * ```ts
 * const grants = createGrantsOf<Request, Grant>()
 * grants.set(request, grant)
 * const known = grants.get(request)
 * ```
 */
export function createGrantsOf<Of extends object, Granted>(): GrantsOf<Of, Granted> {
  class Known extends Itself {
    #grant: Granted
    constructor(of: Of, grant: Granted) {
      super(of)
      this.#grant = grant
    }
    static get(of: Of): Granted | undefined {
      return #grant in of ? of.#grant : undefined
    }
    static set(of: Of, grant: Granted): void {
      if (#grant in of) of.#grant = grant
      else void new Known(of, grant)
    }
  }
  return { get: (of) => Known.get(of), set: (of, grant) => Known.set(of, grant) }
}
