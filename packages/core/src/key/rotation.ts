import { rejectUnknownOptions } from '../options.ts'
import { requireDuration } from '../require.ts'

/** Settings of `KeyRing.rotate`. */
export interface RotateOptions {
  /**
   * Seconds for which the new key stands in `jwks()` before it signs.
   *
   * @default 0
   */
  readonly publishFor?: number
  /**
   * Seconds after the new key begins to sign at which the old one is retired. It is never retired
   * before the last token that it signed here has ended; for verifiers with a leeway, add that.
   *
   * @default never
   */
  readonly retireAfter?: number
}

/** @throws {TypeError | RangeError} for settings that would cut off tokens, or could not work */
export function readRotation(
  settings: RotateOptions,
  longestLife: number,
): Required<RotateOptions> {
  rejectUnknownOptions('rotate', settings, ['publishFor', 'retireAfter'])
  const publishFor = requireDuration('rotate', 'publishFor', settings.publishFor ?? 0, 0)
  if (settings.retireAfter === undefined) return { publishFor, retireAfter: Infinity }
  const retireAfter = requireDuration('rotate', 'retireAfter', settings.retireAfter, 0)
  if (retireAfter >= longestLife) return { publishFor, retireAfter }
  throw new RangeError(
    `rotate: "retireAfter" must be at least ${longestLife}, the longest life signed so far; a lost key goes with retire(kid)`,
  )
}
