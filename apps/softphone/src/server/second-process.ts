import { fork } from 'node:child_process'

/** A program that runs beside this one, and ends with it. */
export interface SecondProcess {
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>
}

/** Starts a Node program that prints where this one prints. */
export function startSecondProcess(script: string, argv: readonly string[]): SecondProcess {
  // The channel tells the other one that this one is gone, however it ended.
  const child = fork(script, [...argv], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    // It could not be started: the system said so, and there is nothing to wait for.
    child.once('error', () => resolve())
  })
  return {
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
