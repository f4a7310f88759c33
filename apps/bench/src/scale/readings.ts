/** What a process measured: samples by the name of what they are of. */
export type Readings = Readonly<Record<string, readonly number[]>>

/** @throws {RangeError} when the process told nothing of the kind */
export function samplesIn(readings: Readings, name: string): readonly number[] {
  const samples = readings[name]
  if (samples === undefined) throw new RangeError(`nothing was read of "${name}"`)
  return samples
}
