import type { Page } from 'playwright'

const CONTROLS = new Set([
  'alertdialog',
  'button',
  'checkbox',
  'dialog',
  'group',
  'img',
  'image',
  'link',
  'region',
  'textbox',
])

/** Controls that a screen reader could not name, by role; as the browser itself computes names. */
export async function namelessControls(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  return nodes
    .filter((node) => !node.ignored)
    .map((node) => ({ role: String(node.role?.value), name: String(node.name?.value ?? '') }))
    .filter(({ role, name }) => CONTROLS.has(role) && name.trim() === '')
    .map(({ role }) => role)
}

/** How far the page sticks out to the right, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
}
