/**
 * Parameters to be filled. Without a prototype `__proto__` is a key like any other. Made this way the
 * object stays of the fast kind; one that is created without a prototype is a hash table, slow to
 * fill and to freeze.
 */
export function emptyParams(): Record<string, string> {
  return Object.setPrototypeOf({}, null) as Record<string, string>
}
