import type { Definition } from './define.ts'
import type { ParamKind } from './param-kind.ts'

/** A constraint of a definition. */
export interface Constraint {
  readonly name: string
  readonly kind: ParamKind
}

/** By definition, because one made by another copy of the package has no room for ours. */
const known = new WeakMap<Definition, readonly Constraint[]>()

/** The constraints of a definition as a list, made once, so that no decision has to make it. */
export function constraintsOf(definition: Definition): readonly Constraint[] {
  let constraints = known.get(definition)
  if (constraints === undefined) {
    constraints = Object.entries<ParamKind>(definition.params)
      .map(([name, kind]) => ({ name, kind }))
      .filter(({ kind }) => kind.role === 'constraint')
    known.set(definition, constraints)
  }
  return constraints
}
