import type { Page } from 'playwright-core'
import { z } from 'zod'
import { withBrowser } from './browser.ts'
import { startChild } from './child.ts'
import { startProgram, type Program } from './program.ts'
import { median, millis, percentile, type Row } from './report.ts'

const samples = 60
/** The first ones warm everything up. */
const warmUp = 12
/** Of the party that is watched. */
const places = 8
const targetMs = 100
const name = 'join over the API to browser paint'
/** Other pages that are open meanwhile, and hear of each change too. */
const sockets = 1_000
const slots = '[role=progressbar] + span'

/**
 * In the page: notes when a changed number of taken slots has been painted, which is when the frame
 * after the next one begins. Times are of the page's own clock.
 */
const watch = `
  globalThis.painted = []
  globalThis.pageNow = () => performance.timeOrigin + performance.now()
  const text = () => document.querySelector('${slots}')?.textContent ?? ''
  let shown = text()
  new MutationObserver(() => {
    const now = text()
    if (now === shown) return
    shown = now
    requestAnimationFrame(() => requestAnimationFrame(() => painted.push({ text: now, at: pageNow() })))
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

const shown = z.object({ text: z.string(), at: z.number() })

/** What this machine needs for any change at all: from here into the page, and two frames. */
const bareChange = `new Promise((resolve) => {
  document.body.dataset.bench = String(Math.random())
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(pageNow())))
})`

type Times = { took: number[]; floor: number[] }

/** People come one after another and leave in turn, in a party of a usual size. */
async function measure(program: Program, page: Page, title: string): Promise<Times> {
  const party = await program.open(title, places)
  await page.goto(`${program.url}/discord-recruitments`)
  await page.locator(slots).first().waitFor()
  await page.evaluate(watch)
  const offset = await clockOffset(page)
  const took: number[] = []
  const floor: number[] = []
  const comers = places - 2
  for (let nth = 0; nth < samples + warmUp; nth += 1) {
    const turn = nth % (2 * comers)
    const verb = turn < comers ? 'join' : 'leave'
    const person = String(1_400_000_000_000_000_000n + BigInt(turn % comers))
    const members = turn < comers ? turn + 2 : 2 * comers - turn
    const at = ownNow()
    const path = `/api/discord/recruitments/${party.id}/${verb}/`
    await program.api('POST', path, { discord_user_id: person })
    await page.waitForFunction((count) => Reflect.get(globalThis, 'painted').length > count, nth, {
      timeout: 10_000,
    })
    const painted = shown.parse(await page.evaluate(`painted[${nth}]`))
    const expected = `${members}/${places}`
    if (painted.text !== expected) throw new Error(`painted ${painted.text}, not ${expected}`)
    const before = ownNow()
    const bare = await page.evaluate<number>(bareChange)
    if (nth < warmUp) continue
    took.push(painted.at - offset - at)
    floor.push(bare - offset - before)
  }
  return { took, floor }
}

function rowOf({ took, floor }: Times, others: string): Row {
  const p95 = percentile(took, 95)
  const text = (times: number[]) =>
    `p50 ${millis(median(times))}, p95 ${millis(percentile(times, 95))}`
  return {
    name: `${name}${others}`,
    ours: text(took),
    floor: `${text(floor)} (a bare change)`,
    ratio: median(floor) / median(took),
    target: `p95 < ${targetMs} ms`,
    met: p95 < targetMs,
  }
}

/**
 * From sending the request of a join until another browser shows it, alone and beside a thousand open
 * sockets; the commit lies between.
 */
export function paintRows(): Promise<Row[]> {
  return withBrowser(name, async (browser) => {
    await using program = await startProgram()
    const readers = startChild('fanout/readers.ts')
    try {
      const page = await browser.newPage()
      const alone = await measure(program, page, 'A party to watch')
      const connect = `${program.url.replace(/^http/, 'ws')}/ws/discord-recruitments/`
      await readers.ask({ connect, count: sockets }, z.object({}))
      const beside = await measure(program, page, 'A party that many watch')
      return [rowOf(alone, ''), rowOf(beside, `, ${sockets.toLocaleString('en')} sockets open`)]
    } finally {
      await readers.stop()
    }
  })
}
