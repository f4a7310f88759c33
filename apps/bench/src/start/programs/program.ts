/**
 * What a program exports as `run`: it mints a token and answers it, or verifies the one that it is
 * given and answers its `scope`.
 */
export type Program = (token: string) => string | Promise<string>
