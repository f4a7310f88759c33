/**
 * The `cty` headers of capability tokens: none, or what some versions for .NET write, which says
 * nothing (RFC 7519 §5.2).
 */
export const CAPABILITY_CTY: readonly unknown[] = [undefined, 'JWT']
