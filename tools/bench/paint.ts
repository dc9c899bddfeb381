import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { z } from 'zod'
import { startChild } from './child.ts'
import { startProgram, type Program } from './program.ts'
import { median, millis, percentile, type Row } from './report.ts'

const samples = 50
const targetMs = 100
const name = 'join over the API to browser paint'
/** Other pages that are open meanwhile, and hear of each change too. */
const sockets = 1_000
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const slots = '[role=progressbar] + span'

/**
 * In the page: notes when a changed number of taken slots has been painted, which is when the frame
 * after the next one begins. Times are of the page's own clock.
 */
const watch = `
  globalThis.paintedAt = new Map()
  globalThis.pageNow = () => performance.timeOrigin + performance.now()
  const text = () => document.querySelector('${slots}')?.textContent ?? ''
  let shown = text()
  new MutationObserver(() => {
    const now = text()
    if (now === shown) return
    shown = now
    requestAnimationFrame(() => requestAnimationFrame(() => paintedAt.set(now, pageNow())))
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
`

const ownNow = () => performance.timeOrigin + performance.now()

/** How far the page's clock is ahead of ours, from the quickest of some questions. */
async function clockOffset(page: Page): Promise<number> {
  let best = { took: Number.POSITIVE_INFINITY, offset: 0 }
  for (let nth = 0; nth < 20; nth += 1) {
    const before = ownNow()
    const there = await page.evaluate<number>('pageNow()')
    const after = ownNow()
    const took = after - before
    if (took < best.took) best = { took, offset: there - (before + after) / 2 }
  }
  return best.offset
}

async function measure(program: Program, page: Page, title: string): Promise<number[]> {
  const party = await program.open(title, samples + 10)
  await page.goto(`${program.url}/discord-recruitments`)
  await page.locator(slots).first().waitFor()
  await page.evaluate(watch)
  const offset = await clockOffset(page)
  const took: number[] = []
  const path = `/api/discord/recruitments/${party.id}/join/`
  for (let nth = 1; nth <= samples + 5; nth += 1) {
    const person = String(1_400_000_000_000_000_000n + BigInt(nth))
    const shown = `${party.current_slots + nth}/${party.max_slots}`
    const at = ownNow()
    await program.api('POST', path, { discord_user_id: person })
    await page.waitForFunction((text) => Reflect.get(globalThis, 'paintedAt').has(text), shown, {
      timeout: 10_000,
    })
    const painted = await page.evaluate<number>(`paintedAt.get('${shown}')`)
    // The first ones warm everything up.
    if (nth > 5) took.push(painted - offset - at)
  }
  return took
}

function rowOf(took: readonly number[], others: string): Row {
  const p95 = percentile(took, 95)
  return {
    name: `${name}${others}`,
    ours: `p50 ${millis(median(took))}, p95 ${millis(p95)}`,
    floor: '',
    ratio: null,
    target: `p95 < ${targetMs} ms`,
    met: p95 < targetMs,
  }
}

/**
 * From sending the request of a join until another browser shows it, alone and beside a thousand open
 * sockets; the commit lies between.
 */
export async function paintRows(): Promise<Row[]> {
  const executablePath = browsers.find((path) => existsSync(path))
  const built = existsSync(join(import.meta.dirname, '../../dist/web/index.html'))
  if (executablePath === undefined || !built) {
    const why = built ? 'NO CHROMIUM FOUND' : 'THE WEB APP IS NOT BUILT'
    return [{ name, ours: why, floor: '', ratio: null, target: '', met: null }]
  }
  await using program = await startProgram()
  const readers = startChild('fanout/readers.ts')
  const browser = await chromium.launch({ executablePath, args: flags })
  try {
    const page = await browser.newPage()
    const alone = await measure(program, page, 'A party to watch')
    const connect = `${program.url.replace(/^http/, 'ws')}/ws/discord-recruitments/`
    await readers.ask({ connect, count: sockets }, z.object({}))
    const beside = await measure(program, page, 'A party that many watch')
    return [rowOf(alone, ''), rowOf(beside, `, ${sockets.toLocaleString('en')} sockets open`)]
  } finally {
    await browser.close()
    await readers.stop()
  }
}
