import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Rules of axe whose answer depends on colours; all others see the same page in light and dark. */
const colourRules = ['color-contrast', 'link-in-text-block']

/**
 * What axe finds, one line per kind and place; a page in a frame is not looked at. `colours` looks only at what another colour scheme can
 * change, on a page that was looked at as a whole before.
 */
export async function findings(page: Page, look: 'all' | 'colours' = 'all'): Promise<string[]> {
  // Large: a document is given it once.
  const isThere = await page.evaluate("typeof axe === 'object'")
  if (isThere !== true) await page.evaluate(axe)
  const only = look === 'all' ? '' : `runOnly: ${JSON.stringify(colourRules)},`
  const found: unknown = await page.evaluate(
    `axe.run(document, { ${only} iframes: false, resultTypes: ['violations'] }).then((result) =>
      result.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + ' ' + node.html)))`,
  )
  assert.ok(Array.isArray(found))
  return found.map(String)
}

/** By how many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth')
}
