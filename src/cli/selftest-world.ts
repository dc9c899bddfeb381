import { z } from 'zod'
import { commandClock as clock, wait } from '#core/clock.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { SelftestCall, SelftestWorld } from '#core/selftest.ts'
import { trouble, type Ask } from '#discord/doctor/ask.ts'
import type { PostingPlace } from '#discord/doctor/posting-place.ts'
import { say } from './locales/catalogue.ts'
import { openPage, type OpenPage } from './selftest-page.ts'

const lookEveryMs = 200
const apiPatienceMs = 10_000

/** What a selftest is done with. */
export type SelftestTools = {
  publicUrl: string
  key: string
  ask: Ask
  place: PostingPlace
  /** How long anything may take to show, in milliseconds. */
  patienceMs: number
  locale: Locale
  option: SelftestWorld['option']
  step: SelftestWorld['step']
}

/** A world, and its end: everything that was made is taken back. */
export type OpenWorld = { world: SelftestWorld; end: () => Promise<void> }

// No account has such an id: they would be older than Discord.
const madeUp = ['selftest-1', 'selftest-2'].map((discord_username, index) => ({
  discord_user_id: `10000000000000000${index + 1}`,
  discord_username,
}))

const refusal = z.object({ code: z.string().default(''), detail: z.string().default('') })

function createApi({ publicUrl, key, locale }: SelftestTools): SelftestWorld['api'] {
  return async <T>({ method, path, body, status, shape }: SelftestCall<T>): Promise<T> => {
    const headers = {
      authorization: `Bearer ${key}`,
      'accept-language': locale,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const signal = AbortSignal.timeout(apiPatienceMs)
    const text = body === undefined ? null : JSON.stringify(body)
    const response = await fetch(publicUrl + path, { method, headers, signal, body: text })
    const answer: unknown = await response.json().catch(() => null)
    if (response.status === status) return shape.parse(answer)
    const { code, detail } = refusal.safeParse(answer).data ?? { code: '', detail: '' }
    const values = { call: `${method} ${path}`, status: response.status }
    throw new Error(say(locale, 'selftest.answered', { ...values, detail: `${detail} ${code}` }))
  }
}

/** Opens the world of one module's selftest. */
export function openWorld(tools: SelftestTools): OpenWorld {
  const { publicUrl, key, ask, place, locale, step, patienceMs, option } = tools
  const { bot, guild, channel } = place
  const undos: (() => Promise<void>)[] = []
  const pages: OpenPage[] = []
  const late = () => new Error(say(locale, 'selftest.late', { seconds: patienceMs / 1_000 }))
  const world: SelftestWorld = {
    guild_id: guild.id,
    channel_id: channel.id,
    people: [{ discord_user_id: bot.id, discord_username: bot.username }, ...madeUp],
    now: () => clock.now(),
    api: createApi(tools),
    option,
    step,
    async follow(path) {
      const address = publicUrl.replace(/^http/, 'ws') + path
      const page = await openPage(address, key, { ms: patienceMs, late })
      pages.push(page)
      return page
    },
    async message(channelId, messageId) {
      const path = `/channels/${channelId}/messages/${messageId}`
      const reply = await ask.get(path, z.unknown())
      if (reply.kind === 'ok') return reply.value
      if (reply.kind === 'refused' && reply.status === 404) return null
      throw new Error(`Discord: ${trouble(reply)}`)
    },
    async inDiscord(call) {
      const { method, path, body } = call
      const reply =
        method === 'GET'
          ? await ask.get(path, z.unknown())
          : method === 'DELETE'
            ? await ask.remove(path)
            : await ask.change(method, path, body ?? {}, z.unknown())
      if (reply.kind === 'ok') return reply.value
      if (reply.kind === 'refused' && reply.status === 404) return null
      throw new Error(`Discord, ${method} ${path}: ${trouble(reply)}`)
    },
    async unsay(channelId, messageId) {
      const reply = await ask.remove(`/channels/${channelId}/messages/${messageId}`)
      if (reply.kind !== 'ok') throw new Error(`Discord: ${trouble(reply)}`)
    },
    async until(look) {
      const end = clock.now() + patienceMs
      for (;;) {
        const seen = await look()
        if (seen !== null) return seen
        if (clock.now() > end) throw late()
        await wait(clock, lookEveryMs)
      }
    },
    afterwards: (undo) => undos.push(undo),
  }
  return {
    world,
    async end() {
      for (const page of pages) page.close()
      for (const undo of undos.toReversed()) await undo()
    },
  }
}
