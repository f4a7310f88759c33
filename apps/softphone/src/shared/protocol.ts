// Everything that travels between page and server, apart from the token endpoint's own answer.

/** `POST /sign-in`; answers 204 and sets one cookie for this name. */
export interface SignInRequest {
  readonly name: string
  /** No outgoing capability: may be called, may not call. */
  readonly listenOnly?: boolean
  /** `client:presence?enabled=False`, no event stream: neither shown to others nor told of them. */
  readonly invisible?: boolean
}

/**
 * `POST /sign-out`; answers 204 and clears that name's cookie; copies of it, its tokens and its
 * sockets end at once.
 */
export interface SignOutRequest {
  readonly as: string
}

/** `POST /applications/:appSid/calls`, guarded by `client:outgoing`; answers 201 with {@link DialAnswer}. */
export interface DialRequest {
  readonly to: string
  /**
   * The socket that places the call, as told in `connected`: a name may have several tabs, and only
   * this one is in the call. May be left out while the signed-in name has a single socket.
   */
  readonly connection?: string
}

export interface DialAnswer {
  readonly callId: string
}

/** A refusal of the demo's own rules (404 `not_available`, 409 `busy`, 400 `bad_request`). */
export interface DialProblem {
  readonly code: 'not_available' | 'busy' | 'bad_request'
  readonly title: string
}

/** A call as the callee sees it: `from` and `params` were signed into the caller's token. */
export interface IncomingCall {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly params: Readonly<Record<string, string | readonly string[]>>
}

/** What two peers say to each other to connect; the server passes it on unread. */
export interface PeerSignal {
  readonly description?: { readonly type: 'offer' | 'answer'; readonly sdp: string }
  readonly candidate?: Readonly<Record<string, unknown>>
}

export type EndReason =
  | 'declined'
  | 'hung_up'
  /** Another tab of the same name took the call. */
  | 'answered_elsewhere'
  /** Nobody answered in time. */
  | 'no_answer'
  /** The other side went away and did not come back. */
  | 'gone'
  /** The other side signed out. */
  | 'signed_out'
  /** The token of the other side was revoked. */
  | 'revoked'
  /** The server does not know this call (any more), for example after a restart. */
  | 'unknown'

/** What the page sends over `/signal`. */
export type ClientMessage =
  | { readonly type: 'register'; readonly clientName: string }
  /** A fresh token in place of the one the socket was opened with. */
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'accept'; readonly callId: string }
  | { readonly type: 'decline'; readonly callId: string }
  | { readonly type: 'hang_up'; readonly callId: string }
  /** Back after a lost connection: is this call still on? */
  | { readonly type: 'resume'; readonly callId: string }
  | { readonly type: 'signal'; readonly callId: string; readonly signal: PeerSignal }

/** What the server sends over `/signal`. */
export type ServerMessage =
  /** The first message on every socket: what this socket is called in a {@link DialRequest}. */
  | { readonly type: 'connected'; readonly connection: string }
  | { readonly type: 'registered'; readonly clientName: string }
  | { readonly type: 'renewed'; readonly expiresAt: number }
  /** Everybody who may be seen, without oneself; only where `stream:subscribe` is held. */
  | { readonly type: 'presence'; readonly names: readonly string[] }
  | { readonly type: 'incoming'; readonly call: IncomingCall }
  /** To both sides: the call is on. */
  | { readonly type: 'accepted'; readonly callId: string }
  /** The call is still on; `active` also tells a caller about an `accepted` that it missed. */
  | { readonly type: 'resumed'; readonly callId: string; readonly state: 'ringing' | 'active' }
  /** To everybody who was in the call or rang for it, also to the one who ended it. */
  | { readonly type: 'ended'; readonly callId: string; readonly reason: EndReason }
  | { readonly type: 'signal'; readonly callId: string; readonly signal: PeerSignal }
  /** The name signed out, here or in another tab: the server closes the socket next. */
  | { readonly type: 'signed_out' }
  /** A message was refused: which, with the code and sentence to show. */
  | {
      readonly type: 'refused'
      readonly of: ClientMessage['type'] | 'message'
      readonly code: string
      readonly title: string
      /** The scope that would have sufficed. */
      readonly required?: string
    }

/** What `GET /events` tells, guarded by `stream:subscribe`: the data of an event, by its name. */
export interface PeopleEvents {
  /** First of all: everybody who may be seen, without oneself. */
  readonly here: { readonly names: readonly string[] }
  readonly came: { readonly name: string }
  readonly left: { readonly name: string }
  /** Last of all: the token has ended, and the stream with it. */
  readonly end: { readonly why: string }
}

/** A call that is over, as `GET /people/:clientName/calls` of the second process tells it. */
export interface LoggedCall {
  /** When it ended, in ISO 8601. */
  readonly at: string
  readonly from: string
  readonly to: string
  readonly answered: boolean
  readonly reason: EndReason
}
