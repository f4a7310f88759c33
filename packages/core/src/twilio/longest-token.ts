/** The longest token that is made or looked at, in characters. */
export const LONGEST_TOKEN = 8192
