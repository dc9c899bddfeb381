import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import type { Row } from './report.ts'

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Measures with a browser; where there is none, or no built page, the row says so. */
export async function withBrowser(
  name: string,
  measure: (browser: Browser) => Promise<Row[]>,
): Promise<Row[]> {
  const executablePath = browsers.find((path) => existsSync(path))
  const built = existsSync(join(import.meta.dirname, '../../dist/web/index.html'))
  if (executablePath === undefined || !built) {
    const why = built ? 'NO CHROMIUM FOUND' : 'THE WEB APP IS NOT BUILT'
    return [{ name, ours: why, floor: '', ratio: null, target: '', met: null }]
  }
  const browser = await chromium.launch({ executablePath, args: flags })
  try {
    return await measure(browser)
  } finally {
    await browser.close()
  }
}
