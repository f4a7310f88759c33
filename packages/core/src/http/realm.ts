/** The `realm` of a challenge when none is configured; never taken from the request. */
export const DEFAULT_REALM = 'api'
