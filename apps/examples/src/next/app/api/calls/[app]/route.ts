import { withDialGrant } from '../../../../server.ts'

interface Context {
  readonly params: Promise<{ app: string }>
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { app } = await params
  return await withDialGrant(request, app, (grant) => Response.json({ caller: grant.subject, app }))
}
