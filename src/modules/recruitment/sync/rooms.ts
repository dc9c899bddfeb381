import { ChannelType, PermissionFlagsBits as Bits, Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import { PermanentJobError, RetryLater, type JobKind } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '#discord/part.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import type { DiscordRest } from '#discord/rest/rest.ts'
import * as service from '../service/rooms.ts'
import { cut } from '#discord/message.ts'

const payload = z.object({ id: z.int() })
const channels = z.array(z.object({ id: z.string(), type: z.int(), name: z.string().nullish() }))
const made = z.object({ id: z.string() })

/** A thread of this message exists already; its id is that of the message. */
const threadExists = 160_004
/** Threads go to sleep after a day without a message, in minutes. */
const archiveAfterMinutes = 1_440

type Work = { context: Context; rest: DiscordRest; plan: service.RoomsPlan; botId: string }

/** The name of a party's room ends with its number, by which a lost one is found again. */
function roomName({ plan }: Work): string {
  const { id, title } = plan.view.party
  const mark = ` #${id}`
  return cut(title, 90 - mark.length) + mark
}

/** Members may enter, and the bot: without the right to connect nobody can manage a voice channel. */
function overwrites({ plan, botId }: Work) {
  const { party, seats } = plan.view
  const members = seats.filter((seat) => seat.status === 'confirmed').map((seat) => seat.user_id)
  const enter = String(Bits.ViewChannel | Bits.Connect)
  return [
    { id: party.guild_id, type: 0, allow: '0', deny: String(Bits.Connect) },
    ...[...members, botId].map((id) => ({ id, type: 1, allow: enter, deny: '0' })),
  ]
}

/** The room that an attempt whose answer was lost has made, or a new one. */
async function makeVoice(work: Work): Promise<void> {
  const { context, rest, plan } = work
  const { party } = plan.view
  const path = Routes.guildChannels(party.guild_id)
  const all = await rest.call({ method: 'GET', path, lane: 'bulk' }, channels)
  const name = roomName(work)
  const isOurs = (one: z.infer<typeof channels>[number]) =>
    one.type === Number(ChannelType.GuildVoice) && one.name === name
  const body = {
    name,
    type: ChannelType.GuildVoice,
    user_limit: party.max_slots,
    permission_overwrites: overwrites(work),
    ...(plan.categoryId && { parent_id: plan.categoryId }),
  }
  const room =
    all.find(isOurs) ?? (await rest.call({ method: 'POST', path, lane: 'bulk', body }, made))
  await service.saveRooms(context, party.id, { voice_channel_id: room.id })
}

/** Who came or left since may or may not enter; the limit follows the places. */
async function keepVoice(work: Work, discord: DiscordTools): Promise<void> {
  const { context, rest, plan } = work
  const { party } = plan.view
  const id = party.voice_channel_id ?? ''
  const known = discord.guilds.get(party.guild_id)?.channels.get(id)
  const wanted = overwrites(work)
  const allowed = new Set(known?.permission_overwrites.map((one) => one.id))
  const same = allowed.size === wanted.length && wanted.every((one) => allowed.has(one.id))
  if (same && known?.user_limit === party.max_slots) return
  const body = { user_limit: party.max_slots, permission_overwrites: wanted }
  try {
    await rest.send({ method: 'PATCH', path: Routes.channel(id), lane: 'bulk', body })
  } catch (error) {
    if (!isRefusal(error, 10003)) throw error
    await service.saveRooms(context, party.id, { voice_channel_id: null })
  }
}

async function removeVoice({ context, rest, plan }: Work): Promise<void> {
  const { id, voice_channel_id } = plan.view.party
  const path = Routes.channel(voice_channel_id ?? '')
  try {
    await rest.send({ method: 'DELETE', path, lane: 'bulk' })
  } catch (error) {
    if (!isRefusal(error, 10003)) throw error
  }
  await service.saveRooms(context, id, { voice_channel_id: null })
}

async function makeThread({ context, rest, plan }: Work): Promise<void> {
  const { id, channel_id, message_id, title } = plan.view.party
  const messageId = message_id ?? ''
  const path = Routes.threads(channel_id, messageId)
  const body = { name: cut(title, 100), auto_archive_duration: archiveAfterMinutes }
  try {
    await rest.send({ method: 'POST', path, lane: 'bulk', repeatable: true, body })
  } catch (error) {
    if (!isRefusal(error, threadExists)) throw error
  }
  await service.saveRooms(context, id, { thread_id: messageId })
}

async function closeThread({ rest, plan }: Work): Promise<void> {
  const path = Routes.channel(plan.view.party.thread_id ?? '')
  try {
    await rest.send({ method: 'PATCH', path, lane: 'bulk', body: { archived: true } })
  } catch (error) {
    if (!isRefusal(error, 10003)) throw error
  }
}

/** The bot lacks access, or a permission. */
const lacking = [50001, 50013]

/** What goes wrong with one room does not keep the other from being made, or taken away. */
async function attempt(work: Work, step: (work: Work) => Promise<void>, failed: unknown[]) {
  try {
    await step(work)
    return null
  } catch (error) {
    failed.push(error)
    return error
  }
}

/** The history of a party says what the bot may not make. */
async function make(work: Work, what: 'voice' | 'thread', failed: unknown[]): Promise<void> {
  const error = await attempt(work, what === 'voice' ? makeVoice : makeThread, failed)
  const { context, plan } = work
  const forGood = isRefusal(error, ...lacking) && error.retryAfterMs === null
  if (forGood) await service.noteTrouble(context, plan.view.party.id, what)
}

async function reconcile(context: Context, discord: DiscordTools, id: number): Promise<void> {
  const { rest } = discord
  const plan = await service.planRooms(context, id)
  if (!plan) return
  const work = { context, rest, plan, botId: discord.botId() }
  const failed: unknown[] = []
  if (plan.thread === 'make') await make(work, 'thread', failed)
  if (plan.thread === 'close') await attempt(work, closeThread, failed)
  if (plan.voice === 'keep') await keepVoice(work, discord)
  if (plan.voice === 'remove') await removeVoice(work)
  if (plan.voice === 'make') {
    await make(work, 'voice', failed)
    // The party may have ended while its room was made.
    const after = await service.planRooms(context, id)
    if (after?.voice === 'remove') await removeVoice({ ...work, plan: after })
  }
  if (failed.length > 0) throw failed[0]
}

function asJobError(error: unknown): unknown {
  if (!isRefusal(error)) return error
  if (error.retryAfterMs !== null) return new RetryLater(error.retryAfterMs, error.message)
  return new PermanentJobError(error.message)
}

/** The work of giving parties their voice room and thread, and of taking them away again. */
export function roomJobs(services: Services, discord: DiscordTools): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const rooms: JobKind<z.infer<typeof payload>> = {
    kind: 'recruitment.rooms',
    payload,
    async run({ id }) {
      try {
        await reconcile(context, discord, id)
        await service.watchVoice(context, id)
      } catch (error) {
        throw asJobError(error)
      }
    },
  }
  const empty: JobKind<z.infer<typeof payload>> = {
    kind: 'recruitment.voice',
    payload,
    run: ({ id }) => service.endWhenEmpty(context, id),
  }
  return [rooms, empty]
}
