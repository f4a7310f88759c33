import { isPlainObject } from '../../plain-object.ts'
import { ownOf } from '../../token/claims.ts'
import type { OpenedTwilioToken } from './open-token.ts'

type Kind = OpenedTwilioToken['kind']

/** What the members of header and claims must look like, and who writes that. */
type Mark = readonly [header: RegExp, claims: RegExp, ...libraries: string[]]

const ANY = /^/
const OURS = 'Grantline'
const PYTHON_6 = 'Python 6.0 to 6.5'
const PYTHON_LATER = 'Python 6.6 or later'
const RUBY_5 = 'Ruby 5 or later'
const NODE_1 = 'Node 1 to 2'
const RUBY_3 = 'Ruby 3 to 4'
const JAVA_7 = 'Java 7 or later'
const C_5 = 'C# 5 or later'

/** By the members and their order; the first that fits counts. */
const MARKS: Readonly<Record<Exclude<Kind, 'unknown'>, readonly Mark[]>> = {
  capability: [
    [/^alg,typ/, /^iss,exp/, C_5],
    [ANY, /^iss,exp/, JAVA_7, 'C# 4'],
    [ANY, /^scope,iss,exp,nbf/, PYTHON_LATER],
    [ANY, /^iss,scope/, 'Python 6 or later'],
    [/^alg$/, /^scope,iss,exp$/, RUBY_3],
    [/^alg,/, /^scope,iss,exp$/, PYTHON_LATER],
  ],
  access: [
    [ANY, /^iss,exp,grants,jti/, JAVA_7],
    [ANY, /^iss,exp,jti/, C_5],
    [ANY, /^exp,grants,iss/, 'Go'],
    [ANY, /^jti,grants,iss,exp/, PYTHON_LATER],
    [ANY, /^jti,grants,iss,nbf/, RUBY_5],
    [ANY, /^grants,jti/, 'Python 6 or later'],
    [/^cty/, /^jti,iss/, 'C# 4'],
    [ANY, /^jti,iss,sub,exp,grants/, 'PHP', 'Ruby 4'],
  ],
  task_router: [
    [ANY, /^version,/, 'PHP'],
    [ANY, /^account_sid,workspace_sid,.*iss,nbf/, RUBY_5, PYTHON_6],
    [ANY, /^account_sid,workspace_sid,.*,nbf/, PYTHON_LATER],
    [ANY, /^account_sid,workspace_sid,/, OURS],
    [ANY, /^account_sid,channel/, 'Go'],
    [ANY, /^iss,exp,version,account_sid/, C_5],
    [ANY, /^iss,exp,version,.*account_sid,channel/, 'Node 2'],
    [ANY, /^iss,exp,version,/, 'Ruby 4', 'C# 4'],
    [ANY, /^iss,exp,/, JAVA_7],
    [ANY, /workspace_sid,iss/, 'Java 3 to 6'],
  ],
}

/** By the scopes, where Ruby and Python write the same members. */
const SCOPES_WITH_NBF: readonly (readonly [scope: RegExp, ...libraries: string[]])[] = [
  [/\?(appParams|params)=/, PYTHON_6],
  [/\bappSid=[^& ]*&/, RUBY_5],
  [ANY, RUBY_5, PYTHON_6],
]

/** By the scopes, where the classic libraries write the same members. */
const CLASSIC_SCOPES: readonly (readonly [scope: RegExp, ...libraries: string[]])[] = [
  [/\?(appParams=|params=[^ ]*&path)/, PYTHON_LATER],
  [/&(params|appParams)=(&| |$)/, 'PHP', NODE_1],
  [/&params=%7B/, RUBY_3],
  [/%(25)?20/, NODE_1, OURS],
  [/\+|[pP]arams=[^& ]*%2B/, 'PHP', RUBY_3],
  [/:outgoing\?[^ ]* /, 'PHP', OURS],
  [/:outgoing\?(?![^ ]*appParams)/, RUBY_3, NODE_1, OURS],
  [ANY, 'PHP', RUBY_3, NODE_1, OURS],
]

/** A slash that a backslash stands before which is not itself escaped. */
const ESCAPED_SLASH = /(?:^|[^\\])(?:\\\\)*\\\//

/** The libraries that write such bytes; none if no library is known to. */
export function librariesOf(token: OpenedTwilioToken): readonly string[] {
  const { kind, payload } = token
  if (kind === 'unknown') return []
  const [header, claims] = [namesOf(token.header), namesOf(payload)]
  const known = byValues(token, header, claims)
  if (known !== undefined) return [known]
  const scope = ownOf(payload, 'scope')
  if (kind === 'capability' && typeof scope === 'string') {
    if (claims === 'scope,iss,nbf,exp') return byScope(SCOPES_WITH_NBF, scope)
    if (header === 'typ,alg' && /(^|,)scope,iss,exp$/.test(claims)) {
      return byScope(CLASSIC_SCOPES, scope)
    }
  }
  const fits = ([ofHeader, ofClaims]: Mark): boolean =>
    ofHeader.test(header) && ofClaims.test(claims)
  return (MARKS[kind].find(fits)?.slice(2) as readonly string[] | undefined) ?? []
}

function byScope(marks: typeof CLASSIC_SCOPES, scope: string): readonly string[] {
  const [, ...libraries] = marks.find(([of]) => of.test(scope)) ?? []
  return libraries as readonly string[]
}

/** By what stands beside the order of members: white space, escapes, types of values. */
function byValues(token: OpenedTwilioToken, header: string, claims: string): string | undefined {
  const { kind, payload, payloadText } = token
  const [jti, grants] = [ownOf(payload, 'jti'), ownOf(payload, 'grants')]
  if (token.headerText.includes('": ')) return 'Python 3 to 5'
  if (/\biat(,exp,iss,sub)?$/.test(claims)) {
    // Only ours is random: the others write the time alone.
    if (typeof jti === 'string' && /-\d+-/.test(jti)) return OURS
    return header.startsWith('alg') ? 'Node 3.5 or later' : 'Node 2 to 3.4'
  }
  if (ESCAPED_SLASH.test(payloadText)) return 'PHP'
  if (typeof ownOf(payload, 'exp') === 'string') return 'Java 3 to 6'
  if (ownOf(token.header, 'twr') === null) return RUBY_5
  if (kind !== 'access' || !isPlainObject(grants)) return undefined
  const names = Object.keys(grants)
  return names.length > 1 && names.at(-1) === 'identity' && claims.includes('iss,nbf')
    ? PYTHON_6
    : undefined
}

function namesOf(members: object): string {
  return Object.keys(members).join()
}
