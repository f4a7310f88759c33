import { problemWords, type Problem } from '../problem.ts'
import type { CallState, EndedCall } from './call-state.ts'
import { clockText } from './clock-text.ts'

/** One sentence about a call that is over. */
export function endWords(ended: EndedCall): string {
  const sentence = whatHappened(ended)
  return ended.talkedMs === undefined ? sentence : `${sentence} ${clockText(ended.talkedMs)}`
}

function whatHappened({ name, direction, end, talkedMs }: EndedCall): string {
  const talked = talkedMs !== undefined
  switch (end.by) {
    case 'me':
      if (talked) return `You ended the call with ${name}.`
      return direction === 'incoming'
        ? `You declined ${name}.`
        : `You cancelled the call to ${name}.`
    case 'no_server':
      return 'The server does not answer. The call was not placed.'
    case 'revocation':
      if (talked) return `Your token was revoked, which ended the call with ${name}.`
      return direction === 'incoming'
        ? `Your token was revoked while ${name} was calling.`
        : `Your token was revoked, which ended the call to ${name}.`
    case 'refusal':
      return refusalWords(name, end.problem)
    case 'server':
      break
  }
  switch (end.reason) {
    case 'declined':
      return direction === 'incoming' ? `You declined ${name}.` : `${name} declined.`
    case 'hung_up':
      if (talked) return `${name} hung up.`
      return direction === 'incoming' ? `You missed a call from ${name}.` : `${name} hung up.`
    case 'answered_elsewhere':
      return 'Answered in another tab.'
    case 'no_answer':
      return direction === 'incoming'
        ? `You missed a call from ${name}.`
        : `${name} did not answer.`
    case 'gone':
      return `${name} lost the connection.`
    case 'signed_out':
      return `${name} signed out.`
    case 'revoked':
      return `The token of ${name} was revoked.`
    case 'unknown':
      break
  }
  return 'The server started anew and no longer knows this call.'
}

function refusalWords(name: string, problem: Problem): string {
  if (problem.code === 'not_available') return `${name} is not here.`
  if (problem.code === 'busy') return `${name} is busy.`
  if (problem.code === 'insufficient_capability') {
    return 'The server refused: this token may not place calls.'
  }
  return problemWords(problem)
}

/** A few words about a call that is not over; `''` when there is none. */
export function callWords(call: CallState): string {
  switch (call.phase) {
    case 'idle':
      return ''
    case 'dialling':
    case 'ringing':
      return `Calling ${call.to}`
    case 'incoming':
      return `${call.call.from} is calling`
    case 'talking':
      break
  }
  return `In a call with ${call.name}`
}
