const Native = globalThis.Request

/** A page may not write some headers, such as `Cookie`; a server reads what others wrote. */
class ServerRequest extends Native {
  override readonly headers: Headers

  constructor(input: RequestInfo | URL, init: RequestInit = {}) {
    super(input, init)
    this.headers = new Headers(super.headers)
    new Headers(init.headers).forEach((value, name) => this.headers.set(name, value))
  }
}

const isPage = !new Native('https://a.example', { headers: { cookie: 'a' } }).headers.has('cookie')

/** The runtime's own where it takes every header. */
export const Request: typeof Native = isPage ? ServerRequest : Native
