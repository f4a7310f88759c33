import { server } from '../../../server.ts'

export async function POST(request: Request): Promise<Response> {
  const { issueToken } = await server()
  return await issueToken(request)
}
