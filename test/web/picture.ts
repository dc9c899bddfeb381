import path from 'node:path'
import type { Page } from 'playwright-core'

/** Keeps a picture of the page in the folder `MUSTER_PICTURES`, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['MUSTER_PICTURES']
  if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true })
}
