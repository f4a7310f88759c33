/**
 * Lets what is wrong with a scope be said by the method that was called, not by the writer of
 * scopes, which nobody called.
 *
 * @throws {TypeError} in the name of `owner`
 */
export function inNameOf<Made>(owner: string, make: () => Made): Made {
  try {
    return make()
  } catch (cause) {
    // The first word of every such message is the name of who says it.
    const said = (cause as Error).message.replace(/^\S+ /, '')
    throw new TypeError(`${owner}: ${said}`, { cause })
  }
}
