import { GatewayIntentBits, MessageType, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Channel, StoredMessage } from '../entities.ts'
import { DiscordError, parseForm } from '../errors.ts'
import { intBetween, moment, timestamp } from '../forms.ts'
import { createMessage, replaceMessage } from '../messages.ts'
import { renderMessage } from '../render.ts'
import type { Call, Route } from './call.ts'
import { channelOf, visibleMessage } from './messages.ts'

const mostPins = 250
const listQuery = z.object({ before: moment.optional(), limit: intBetween(1, 50).default(50) })

function pinned(call: Call, channel: Channel): StoredMessage[] {
  const all = [...(call.world.state.messages.get(channel.id)?.values() ?? [])]
  return all
    .filter((one) => one.message.pinned)
    .sort((a, b) => Date.parse(b.pinned_at ?? '') - Date.parse(a.pinned_at ?? ''))
}

function announce(call: Call, channel: Channel): void {
  const { guild_id } = channel
  const [newest] = pinned(call, channel)
  channel.last_pin_timestamp = newest?.pinned_at ?? null
  const place = { channel_id: channel.id, ...(guild_id === undefined ? {} : { guild_id }) }
  call.world.dispatch({
    t: 'CHANNEL_PINS_UPDATE',
    d: { ...place, last_pin_timestamp: channel.last_pin_timestamp },
    ...place,
    intent: guild_id === undefined ? GatewayIntentBits.DirectMessages : GatewayIntentBits.Guilds,
  })
}

function pin(call: Call): void {
  const channel = channelOf(call, Bits.PinMessages)
  const stored = visibleMessage(call)
  if (stored.message.pinned) return
  if (pinned(call, channel).length >= mostPins)
    throw new DiscordError(
      400,
      30003,
      `Maximum number of pins reached for the channel (${mostPins})`,
    )
  replaceMessage(call.world, {
    ...stored,
    pinned_at: timestamp(call.world.clock.now()),
    message: { ...stored.message, pinned: true },
  })
  announce(call, channel)
  createMessage(
    call.world,
    {
      channel,
      author_id: call.actor.user_id,
      may_be_empty: true,
      fields: {
        type: MessageType.ChannelPinnedMessage,
        message_reference: {
          type: 0,
          channel_id: channel.id,
          message_id: stored.message.id,
          ...(channel.guild_id === undefined ? {} : { guild_id: channel.guild_id }),
        },
      },
    },
    {},
  )
}

function unpin(call: Call): void {
  const channel = channelOf(call, Bits.PinMessages)
  const stored = visibleMessage(call)
  if (!stored.message.pinned) return
  const { pinned_at: _at, ...rest } = stored
  replaceMessage(call.world, { ...rest, message: { ...stored.message, pinned: false } })
  announce(call, channel)
}

function list(call: Call): unknown {
  const channel = channelOf(call, Bits.ReadMessageHistory)
  const { before, limit } = parseForm(listQuery, call.query)
  const found = pinned(call, channel).filter(
    ({ pinned_at = '' }) => before === undefined || Date.parse(pinned_at) < Date.parse(before),
  )
  return {
    items: found.slice(0, limit).map((one) => ({
      pinned_at: one.pinned_at,
      message: renderMessage(call.world, one, call.actor.user_id),
    })),
    has_more: found.length > limit,
  }
}

/** Pinned messages, under today's routes and those before 2025-06. */
export function addPinRoutes(route: Route): void {
  const base = '/channels/:channel_id/messages/pins'
  const old = '/channels/:channel_id/pins'
  route('GET', base, list)
  route('GET', old, (call) =>
    pinned(call, channelOf(call, Bits.ReadMessageHistory)).map((one) =>
      renderMessage(call.world, one, call.actor.user_id),
    ),
  )
  for (const path of [base, old]) {
    route('PUT', `${path}/:message_id`, pin)
    route('DELETE', `${path}/:message_id`, unpin)
  }
}
