import type { Server } from 'node:http'
import type { Keys } from '../../keys.ts'
import type { Fetch } from '../bun.ts'
import type { Framework } from '../task.ts'

/** A server of one route, `GET /calls/:app`, which answers 200 to whoever may dial `:app`. */
export interface Guarded {
  readonly name: string
  readonly framework: Framework
  /**
   * What it is compared as.
   *
   * - `bare`: no check at all
   * - `by hand`: `node:crypto`
   * - `ours`, `ours, cached`: the guard of the adapter
   * - `peer`: the middleware of another library, and the scope checked by hand
   */
  readonly kind: 'bare' | 'by hand' | 'ours' | 'ours, cached' | 'peer'
  /** What it does not do, and the guard does. */
  readonly lacks?: string
  /** Makes it; it does not listen yet. */
  readonly make: (keys: Keys) => Promise<Server>
  /** Its app alone, for a server of another kind; absent if it needs one of `node:http`. */
  readonly fetch?: (keys: Keys) => Promise<Fetch>
}
