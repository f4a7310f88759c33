/** An answer other than success, as the server gave it. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail?: string
  /** The scope that would have sufficed. */
  readonly required?: string
}

/** Reads a problem document; a body that is none becomes the bare status. */
export async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined)
  const code = textOf(body, 'code') ?? textOf(body, 'error') ?? 'unknown'
  const title = textOf(body, 'title') ?? `HTTP status ${response.status}`
  const detail = textOf(body, 'detail')
  const required = textOf(body, 'required')
  return {
    status: response.status,
    code,
    title,
    ...(detail === undefined ? {} : { detail }),
    ...(required === undefined ? {} : { required }),
  }
}

/** The refusal as a sentence. */
export function problemWords({ status, title }: Problem): string {
  return `The server refused: ${title.replace(/\.$/, '')} (${status}).`
}

function textOf(body: unknown, key: string): string | undefined {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, key)) return undefined
  const value = (body as Readonly<Record<string, unknown>>)[key]
  return typeof value === 'string' ? value : undefined
}
