import { z } from 'zod'
import type { Selftest, SelftestPage, SelftestWorld } from '#core/selftest.ts'
import { recruitmentPage } from './contract/list.ts'
import { recruitmentFrame, type RecruitmentEvent } from './contract/live.ts'
import { recruitment, type RecruitmentJson } from './contract/party.ts'

const base = '/api/discord/recruitments'
const maxSlots = 3

type Posted = { id: number; channelId: string; messageId: string }
type Seats = { current: number; status: RecruitmentJson['status'] }

/** Members and places as the message, the list and the live page all show them. */
function slots(current: number): string {
  return `${current}/${maxSlots}`
}

async function listed(world: SelftestWorld, id: number): Promise<RecruitmentJson | null> {
  const path = `${base}/?discord_guild_id=${world.guild_id}&page_size=100`
  const page = await world.api({ method: 'GET', path, status: 200, shape: recruitmentPage })
  return page.results.find((party) => party.id === id) ?? null
}

/** The list and the message in Discord come to show these seats. */
async function shown(world: SelftestWorld, posted: Posted, seats: Seats): Promise<void> {
  await world.until(async () => {
    const party = await listed(world, posted.id)
    return party?.current_slots === seats.current && party.status === seats.status ? party : null
  })
  await world.until(async () => {
    const message = await world.message(posted.channelId, posted.messageId)
    return JSON.stringify(message).includes(slots(seats.current)) ? message : null
  })
}

function told(
  page: SelftestPage,
  id: number,
  event: RecruitmentEvent,
  current: number,
): Promise<unknown> {
  return page.until(
    recruitmentFrame,
    (frame) =>
      frame.type === 'recruitment_update' &&
      frame.event === event &&
      frame.recruitment.id === id &&
      frame.recruitment.current_slots === current,
  )
}

async function create(world: SelftestWorld): Promise<RecruitmentJson> {
  const [owner] = world.people
  const body = {
    title: 'Muster selftest',
    max_slots: maxSlots,
    discord_guild_id: world.guild_id,
    discord_channel_id: world.channel_id,
    discord_owner_id: owner?.discord_user_id,
    discord_owner_username: owner?.discord_username,
    visibility: 'guild',
  }
  const party = await world.api({
    method: 'POST',
    path: `${base}/`,
    body,
    status: 201,
    shape: recruitment,
  })
  world.afterwards(async () => {
    if (await listed(world, party.id)) await remove(world, party.id)
  })
  return party
}

async function remove(world: SelftestWorld, id: number): Promise<void> {
  const path = `${base}/${id}/`
  await world.api({ method: 'DELETE', path, status: 204, shape: z.unknown() })
}

/** The message exists in Discord and carries the button of this party. */
async function appeared(world: SelftestWorld, id: number): Promise<Posted> {
  return world.until(async () => {
    const path = `${base}/${id}/`
    const party = await world.api({ method: 'GET', path, status: 200, shape: recruitment })
    const { discord_channel_id: channelId, discord_message_id: messageId } = party
    if (messageId === null) return null
    const message = await world.message(channelId, messageId)
    return JSON.stringify(message).includes(`:join:${id}"`) ? { id, channelId, messageId } : null
  })
}

async function act(
  world: SelftestWorld,
  verb: 'join' | 'leave',
  id: number,
  person: SelftestWorld['people'][number] | undefined,
): Promise<void> {
  const path = `${base}/${id}/${verb}/`
  await world.api({ method: 'POST', path, body: person ?? {}, status: 200, shape: recruitment })
}

async function run(world: SelftestWorld): Promise<void> {
  const { step } = world
  const [, second, third] = world.people
  const page = await step('selftest.live', () => world.follow('/ws/discord-recruitments/'))
  const { id } = await step('selftest.create', () => create(world))
  const message = await step('selftest.message', () => appeared(world, id))
  await step('selftest.shown', async () => {
    await page.until(
      recruitmentFrame,
      (frame) => frame.type === 'recruitment_created' && frame.recruitment.id === id,
    )
    await shown(world, message, { current: 1, status: 'open' })
  })
  await step('selftest.join', async () => {
    await act(world, 'join', id, second)
    await told(page, id, 'participant_joined', 2)
    await shown(world, message, { current: 2, status: 'open' })
  })
  await step('selftest.full', async () => {
    await act(world, 'join', id, third)
    await told(page, id, 'full', 3)
    await shown(world, message, { current: 3, status: 'closed' })
  })
  await step('selftest.reopen', async () => {
    await act(world, 'leave', id, third)
    await told(page, id, 'reopened', 2)
    await shown(world, message, { current: 2, status: 'open' })
  })
  await step('selftest.delete', async () => {
    await remove(world, id)
    await page.until(
      recruitmentFrame,
      (frame) => frame.type === 'recruitment_deleted' && frame.recruitment_id === id,
    )
    await world.until(async () =>
      (await world.message(message.channelId, message.messageId)) === null ? true : null,
    )
  })
}

/** The way of a party from opening to deleting, on every door at once. */
export const recruitmentSelftest: Selftest = {
  scopes: ['recruitments:read', 'recruitments:write'],
  run,
}
