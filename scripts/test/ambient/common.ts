// What the examples of doc comments may use without saying where it comes from: the things of
// Grantline that a program has made by then, and the program around them. An example that declares
// or imports such a name means its own. Code in Markdown files does not get these.
import type { Server } from 'node:http'
import type { Definition, ExactKind, Grant, Key, Minter, Verifier } from '@grantline/core'
import type { TokenGrant, TokenManager } from '@grantline/core/client'
import type { Gate } from '@grantline/core/http'
import type { WebSocket } from 'ws'

/** A capability with one exact parameter, `appSid`. */
export declare const dial: Definition<{ appSid: ExactKind }>
export declare const key: Key
export declare const minter: Minter
export declare const verifier: Verifier
export declare const gate: Gate
export declare const manager: TokenManager

/** A compact JWT that somebody sent, and what it grants. */
export declare const token: string
export declare const grant: Grant
/** What somebody caught. */
export declare const error: unknown

/** What came in over the network. */
export declare const request: Request
export declare const server: Server
export declare const socket: WebSocket

/** The program's own idea of who is signed in. */
export declare const user: string
export declare const secret: string
export declare function signedIn(): boolean
export declare function userOf(request: unknown): string | null
export declare function readSession(cookie: string | null): Promise<{ id: string } | null>

/** Other parts of the program. */
export declare const limiter: { isExceeded(user: string): Promise<boolean> }
export declare function askForToken(): Promise<TokenGrant>
export declare function refresh(): Promise<void>
