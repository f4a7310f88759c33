import type { ReactElement } from 'react'
import type { Params } from '../call/call-state.ts'

/** What the caller's token said about the caller: nobody but the server could have written it. */
export function SignedParams({ from, params }: { from: string; params: Params }): ReactElement {
  return (
    <div className="signed">
      <p className="signed-title">Signed by the server</p>
      <dl>
        <dt>From</dt>
        <dd>{from}</dd>
        <ParamRows params={params} />
      </dl>
    </div>
  )
}

/** The parameters of a signed form, one row each. */
export function ParamRows({ params }: { params: Params }): ReactElement {
  return (
    <>
      {Object.entries(params).map(([key, value]) => (
        <div key={key} className="row">
          <dt>{key}</dt>
          <dd>{typeof value === 'string' ? value : value.join(', ')}</dd>
        </div>
      ))}
    </>
  )
}
