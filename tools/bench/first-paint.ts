import type { Browser } from 'playwright-core'
import { withBrowser } from './browser.ts'
import { startProgram } from './program.ts'
import { median, millis, percentile, type Row } from './report.ts'

const samples = 15
const slowDown = 4
const targets = { paint: 1000, content: 2000 }
const name = `the list page opens, processor ${slowDown} times slower`
const parties = 20

/** When the first paint was, and when the parties were there; milliseconds from the start of loading. */
type Opening = { paint: number; content: number }

async function openOnce(browser: Browser, address: string): Promise<Opening> {
  // A fresh profile each time: nothing is in its cache.
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowDown })
    await page.addInitScript(`
      new MutationObserver((_, observer) => {
        if (!document.querySelector('[data-testid=recruitment-card]')) return
        observer.disconnect()
        requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.contentAt = performance.now() }))
      }).observe(document, { subtree: true, childList: true })`)
    await page.goto(address)
    await page.waitForFunction(() => Reflect.has(globalThis, 'contentAt'))
    const paint = await page.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
    )
    return { paint, content: await page.evaluate<number>('globalThis.contentAt') }
  } finally {
    await context.close()
  }
}

/** First contentful paint and complete list, with twenty parties, nothing cached. */
export function firstPaintRows(): Promise<Row[]> {
  return withBrowser(name, async (browser) => {
    await using program = await startProgram()
    for (let nth = 1; nth <= parties; nth += 1) await program.open(`Party ${nth}`, 5)
    const openings: Opening[] = []
    for (let nth = 0; nth <= samples; nth += 1) {
      const opening = await openOnce(browser, `${program.url}/discord-recruitments`)
      // The first one warms the server up.
      if (nth > 0) openings.push(opening)
    }
    return (['paint', 'content'] as const).map((moment) => {
      const took = openings.map((opening) => opening[moment])
      return {
        name: `${name}: ${moment === 'paint' ? 'first contentful paint' : 'all parties shown'}`,
        ours: `p50 ${millis(median(took))}, p95 ${millis(percentile(took, 95))}`,
        floor: '',
        ratio: null,
        target: `p50 <= ${targets[moment]} ms`,
        met: median(took) <= targets[moment],
      }
    })
  })
}
