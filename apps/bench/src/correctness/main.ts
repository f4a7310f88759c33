import { askAll } from './ask.ts'
import { readCorpus } from './read-corpus.ts'

// Asks everybody everything, and prints what was answered otherwise than expected.
const filter = process.argv[2] ?? ''
const { classes } = readCorpus()
const strictness = new Map(
  classes.flatMap(({ name, cases }) => cases.map((one) => [`${name}/${one.name}`, one.strictness])),
)
for (const { contender, answers } of await askAll()) {
  const asked = answers.filter(({ id, answer }) => id.startsWith(filter) && answer !== 'absent')
  const otherwise = asked.filter(({ answer, expect }) => answer !== expect)
  console.log(`\n${contender}: ${asked.length} cases, ${otherwise.length} not as expected`)
  for (const { id, answer, said } of otherwise) {
    const open = strictness.get(id) === 'choice' ? ' (left open)' : ''
    console.log(`  ${answer}${open}: ${id}${said === undefined ? '' : ` - ${said}`}`)
  }
}
