import { readLines } from '../../../packages/core/test/fixtures/read-lines.ts'
import type { Said } from '../src/reader/said.ts'

/** A line of the vectors; which members it has depends on its file. */
export interface Vector {
  readonly lib: string
  readonly type?: 'access' | 'taskrouter'
  readonly case: string
  readonly calls: Said['calls']
  readonly iss?: string
  readonly accountSid?: string
  readonly keySid?: string
  readonly identity?: string
  readonly secret: string
  readonly now: number
  readonly ttl: number | null
  readonly token: string
  readonly header?: object
  readonly payload?: Readonly<Record<string, unknown>>
  readonly expect?: { readonly scopes: readonly object[] }
}

/**
 * The line that a comment of the guide names: `vector: <file> [<library or type>] <case>`.
 *
 * @throws {Error} unless there is exactly one
 */
export function vectorOf(note: readonly string[]): Vector {
  const [word, file = '', ...path] = note
  if (word !== 'vector:') throw new Error(`no vector is named by "${note.join(' ')}"`)
  const name = path.pop()
  const lines = readLines<Vector>(`twilio/${file}`).filter(
    (line) => line.case === name && path.every((part) => part === line.lib || part === line.type),
  )
  const [line] = lines
  if (line === undefined || lines.length > 1) {
    throw new Error(`${lines.length} vectors are named by "${note.join(' ')}"`)
  }
  return line
}

/** What a snippet has to say to be the one of a vector. */
export function sayingOf({ type, iss, secret, ttl, calls, ...line }: Vector): Said {
  const { accountSid = iss, keySid, identity, payload = {} } = line
  const holder = {
    capability: { accountSid, secret },
    access: { accountSid, keySid, secret, identity },
    taskrouter: {
      accountSid,
      secret,
      workspaceSid: String(payload['workspace_sid']),
      workerSid: String(payload['worker_sid']),
    },
  }[type ?? 'capability']
  // In brackets stands how the line was made.
  const said = calls.filter((call) => typeof call !== 'string' || !call.startsWith('('))
  return { holder, ttl: ttl ?? 3600, calls: said }
}
