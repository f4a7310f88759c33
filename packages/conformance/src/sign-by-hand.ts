/** Signs claims that no minter would write, with the secret of the verifier. */
export async function signByHand(secret: string, claims: object): Promise<string> {
  const header = { alg: 'HS256', typ: 'capability+jwt' }
  const input = [header, claims].map((part) => encode(bytesOf(JSON.stringify(part)))).join('.')
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytesOf(secret), algorithm, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', key, bytesOf(input))
  return `${input}.${encode(new Uint8Array(signature))}`
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function encode(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCodePoint(...bytes))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
