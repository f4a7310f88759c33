/** The object a JSON text stands for; `undefined` for anything that is not one. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Whether a value is an object and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member that the object itself has: what stands on a prototype was not sent. */
export function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** A string member of the object itself, of 1 to `limit` characters. */
export function ownText(
  object: Readonly<Record<string, unknown>>,
  name: string,
  limit: number,
): string | undefined {
  const value = own(object, name)
  if (typeof value !== 'string' || value === '' || value.length > limit) return undefined
  return value
}
