import ts from 'typescript'

/**
 * The names that a piece of code uses and does not declare, in the order of their first use. A name
 * that is declared anywhere in the code counts as declared everywhere.
 */
export function freeNames(code: string, language: 'ts' | 'tsx'): string[] {
  const used = new Set<string>()
  const declared = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) (declares(node) ? declared : used).add(node.text)
    ts.forEachChild(node, (child) => {
      if (!isKey(node, child)) visit(child)
    })
  }
  visit(parse(code, language))
  return [...used].filter((name) => !declared.has(name))
}

/** Whether a piece of code returns from a function that is not part of it. */
export function returns(code: string, language: 'ts' | 'tsx'): boolean {
  const visit = (node: ts.Node): boolean =>
    ts.isReturnStatement(node) ||
    (!ts.isFunctionLike(node) &&
      (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false))
  return visit(parse(code, language))
}

function parse(code: string, language: 'ts' | 'tsx'): ts.SourceFile {
  return ts.createSourceFile(`a.${language}`, code, ts.ScriptTarget.ES2022, true)
}

function declares(name: ts.Identifier): boolean {
  const { parent } = name
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isBindingElement(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isFunctionExpression(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isInterfaceDeclaration(parent) ||
      ts.isTypeAliasDeclaration(parent) ||
      ts.isTypeParameterDeclaration(parent) ||
      ts.isImportClause(parent) ||
      ts.isImportSpecifier(parent) ||
      ts.isNamespaceImport(parent)) &&
    parent.name === name
  )
}

/** Whether a name only says which member of something is meant. */
function isKey(node: ts.Node, child: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node) || ts.isJsxAttribute(node)) return node.name === child
  if (ts.isQualifiedName(node)) return node.right === child
  if (ts.isBindingElement(node) || ts.isImportSpecifier(node)) return node.propertyName === child
  return (
    (ts.isPropertyAssignment(node) ||
      ts.isPropertySignature(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isMethodSignature(node)) &&
    node.name === child &&
    !ts.isComputedPropertyName(child)
  )
}
