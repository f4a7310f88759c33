/** A node of a syntax tree, as far as one can be walked without knowing its kind. */
interface Node {
  readonly type: string
  readonly [member: string]: unknown
}

/**
 * What a module takes from Node, such as `node:crypto createHmac`, `process on` and `import(…)`: a
 * name that is only known at run time leads to a file, and outside Node there are none. Modules
 * cannot be exchanged there either, so `vi.mock` counts as well.
 */
export function needsOf(program: unknown): string[] {
  const needs: string[] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (!isNode(value)) return
    needs.push(...own(value))
    Object.values(value).forEach(visit)
  }
  visit(program)
  return needs
}

function own(node: Node): string[] {
  if (node.type === 'ImportDeclaration') {
    const from = textOf(node['source'])
    if (!from.startsWith('node:')) return []
    return (node['specifiers'] as Node[]).map(({ imported }) => `${from} ${nameOf(imported)}`)
  }
  if (node.type === 'ImportExpression') return textOf(node['source']) === '' ? ['import(…)'] : []
  if (node.type !== 'MemberExpression') return []
  const [object, property] = [nameOf(node['object']), nameOf(node['property'])]
  if (object === 'vi' && property === 'mock') return ['vi.mock']
  return object === 'process' ? [`process ${property}`] : []
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : '*'
}

function textOf(node: unknown): string {
  return isNode(node) && typeof node['value'] === 'string' ? node['value'] : ''
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
