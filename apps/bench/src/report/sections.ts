import type { Section } from '../scenario.ts'

/** A part of the results page. */
export interface SectionText {
  readonly section: Section
  readonly title: string
  /** What it is about, for somebody who reads nothing else. */
  readonly intro: string
}

/** The parts of the page in their order. */
export const SECTIONS: readonly SectionText[] = [
  {
    section: 'tokens',
    title: 'Tokens',
    intro:
      'Minting and verifying beside the libraries that make and read JWTs. The floor is what somebody would write by hand with `node:crypto`, without a check of anything but the signature, the issuer, the audience and the end.',
  },
  {
    section: 'enforcement',
    title: 'Enforcement',
    intro:
      'Deciding whether a token allows a request, with its parameters, beside libraries that decide such things.',
  },
  {
    section: 'http',
    title: 'HTTP',
    intro:
      'Servers that guard a route, each in a process of its own: with nothing, with a check by hand, with our guard, and with what else guards that framework.',
  },
  {
    section: 'client',
    title: 'Clients',
    intro:
      'What pages download, what thousands of them do to a token endpoint, and how often they render. [When the client asks for a token](client-policy.md) tells the rules.',
  },
  {
    section: 'scale',
    title: 'Scale',
    intro: 'Stores, caches, key rings and open connections that have grown large.',
  },
  {
    section: 'start',
    title: 'Start and size',
    intro: 'What it takes to load the library, and to install it.',
  },
  {
    section: 'correctness',
    title: 'Correctness',
    intro:
      'Attacks on verifiers, and good tokens that look odd, given to each library set up as its documentation shows. The inputs are in [`apps/bench/correctness`](../apps/bench/correctness/README.md), for others to check.',
  },
]
