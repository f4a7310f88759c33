import { CONTENDERS } from './contenders/all.ts'
import { installFixedClock } from './fixed-clock.ts'
import { judge } from './judge.ts'
import { readCorpus } from './read-corpus.ts'

// Asks the library that is named, in a process whose clock it has to itself.
const [, , name, folder] = process.argv
const contender = CONTENDERS.find((one) => one.name === name)
if (contender === undefined) throw new Error(`nobody is called "${name}"`)
// No token may make a server ask anybody anything.
globalThis.fetch = () => Promise.reject(new Error('there is no network here'))
const clock = installFixedClock()
try {
  process.send?.(await judge(contender, readCorpus(folder), clock))
} finally {
  clock.remove()
}
