import { sizeTable } from './sizes/table.ts'

console.log(await sizeTable())
