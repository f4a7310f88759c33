import { posix } from 'node:path'
import ts from 'typescript'
import { textOf } from './files.ts'

/** One import, or re-export, of a source file. */
export interface Import {
  readonly specifier: string
  /** Whether it is gone from the JavaScript. */
  readonly typeOnly: boolean
  /** The imported file by its path from the root of the repository, when the specifier is relative. */
  readonly file: string | undefined
}

const read = new Map<string, readonly Import[]>()

/** The imports of a source file, static and dynamic ones. */
export function importsOf(path: string): readonly Import[] {
  const known = read.get(path)
  if (known) return known
  const found = findImports(path)
  read.set(path, found)
  return found
}

/** Everything that a source file imports at run time, by itself or through the files it imports. */
export function runtimeImports(path: string): Set<string> {
  const reached = new Set<string>()
  const visit = (file: string): void => {
    for (const found of importsOf(file)) {
      const target = found.file ?? found.specifier
      if (found.typeOnly || reached.has(target)) continue
      reached.add(target)
      if (found.file) visit(found.file)
    }
  }
  visit(path)
  return reached
}

/** The statements of a source file that are no re-export by name: `export { … } from '…'`. */
export function otherThanReexports(path: string): string[] {
  return parse(path)
    .statements.filter((statement) => !isReexport(statement) && !isDirective(statement))
    .map((statement) => statement.getText())
}

function findImports(path: string): Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Expression | undefined, typeOnly: boolean): void => {
    if (!specifier || !ts.isStringLiteral(specifier)) return
    const { text } = specifier
    const file = text.startsWith('.') ? posix.join(posix.dirname(path), text) : undefined
    found.push({ specifier: text, typeOnly, file })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node)) {
      if (ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true)
    } else if (ts.isCallExpression(node)) {
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false)
    }
    ts.forEachChild(node, visit)
  }
  visit(parse(path))
  return found
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2022, true)
}

function isReexport(statement: ts.Statement): boolean {
  return (
    ts.isExportDeclaration(statement) &&
    statement.moduleSpecifier !== undefined &&
    statement.exportClause !== undefined &&
    ts.isNamedExports(statement.exportClause)
  )
}

/** Such as `'use client'`. */
function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression)
}
