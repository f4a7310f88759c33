import { decide } from '../capability/decide.ts'
import type { Definition, RequestOf } from '../capability/define.ts'
import { formatScope } from '../scope/format.ts'
import type { RequestView } from './request-view.ts'
import type { Grant } from '../token/grant.ts'

/** `Asked`, with every member that the definition does not ask for made impossible. */
type Exactly<Of extends Definition, Asked> = Asked & {
  readonly [Extra in Exclude<keyof Asked, keyof RequestOf<Of>>]: never
}

/**
 * What a route asks for: the same for every request, or read from each one. `Asked` is inferred;
 * it is there because TypeScript lets a function return more than it should.
 */
export type RequestSource<
  Of extends Definition,
  Input,
  Asked extends RequestOf<Of> = RequestOf<Of>,
> = Exactly<Of, Asked> | ((input: Input) => Exactly<Of, Asked> | Promise<Exactly<Of, Asked>>)

/**
 * Lets a request pass whose grant allows what the route asks for; `input` is what the request
 * source reads, the view itself unless it takes something else.
 *
 * @throws {Denial} `insufficient_capability`; `missing_token` where an optional gate found none
 */
export interface Requirement<Input> {
  (...asked: RequirementInput<Input>): Promise<void>
  /**
   * The same for adapters, at once where the request source answers at once: what the promise rejects
   * with may be thrown. The view is made only for a refusal.
   *
   * @throws {Denial} as above
   */
  now(
    grant: Grant | null,
    input: Input,
    viewOf: (input: Input) => RequestView,
  ): void | Promise<void>
}

type RequirementInput<Input> = [
  grant: Grant | null,
  view: RequestView,
  ...input: RequestView extends Input ? [input?: Input] : [input: Input],
]

/** A requirement taken apart once, when the route is set up. */
export interface PreparedRequirement {
  /** The scope that would suffice, as far as it may be told. */
  readonly required: string
  readonly ask: (input: unknown) => AnyRequest | Promise<AnyRequest>
}

type AnyRequest = RequestOf<Definition>

/**
 * Checks a requirement and works out the scope that a refusal names: with values only where they
 * are the same for every request, because others may come from the request and say more than the
 * client should learn.
 *
 * @throws {TypeError} for something that is no definition, and for a static request it cannot read
 */
export function prepareRequirement<Input>(
  definition: Definition,
  request: RequestSource<Definition, Input>,
): PreparedRequirement {
  if (typeof definition !== 'function' || typeof definition.service !== 'string') {
    throw new TypeError('require: the first argument must be made by defineCapability')
  }
  const { service, privilege } = definition
  if (typeof request === 'function') {
    const read = request as PreparedRequirement['ask']
    const ask: PreparedRequirement['ask'] = (input) => {
      const asked = read(input)
      // Query builders and other realms have promises that are none of ours.
      return typeof asked === 'object' && asked !== null && 'then' in asked
        ? Promise.resolve(asked)
        : asked
    }
    return { required: formatScope({ service, privilege, params: {} }), ask }
  }
  const { reason } = decide([], definition, request)
  if (reason !== 'no_candidate') {
    const constraints = constraintsOf(definition).join(', ')
    throw new TypeError(
      `require: the request for ${definition.name} is not valid (${reason}); it must name exactly ` +
        `its constraints: ${constraints === '' ? 'none' : constraints}`,
    )
  }
  const asked: AnyRequest = Object.freeze({ ...request })
  const params = Object.fromEntries(
    constraintsOf(definition).map((param) => [param, String(asked[param])]),
  )
  return { required: formatScope({ service, privilege, params }), ask: () => asked }
}

function constraintsOf(definition: Definition): string[] {
  return Object.keys(definition.params).filter(
    (param) => definition.params[param]?.role === 'constraint',
  )
}
