import {
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10'
import type { APIAuthorizingIntegrationOwnersMap, InteractionType } from 'discord-api-types/v10'
import type { Channel } from '../entities.ts'
import { computePermissions } from '../permissions.ts'
import { renderMember } from '../render.ts'
import type { World } from '../world.ts'

/** What is particular to one interaction. */
export type PayloadParts = {
  id: string
  token: string
  type: InteractionType
  user_id: string
  channel: Channel
  data: object
  /** The message of a used component, as the person sees it. */
  message?: object | undefined
}

const attachmentSizeLimit = 10 * 1024 * 1024
const inDirectMessage =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.AddReactions |
  PermissionFlagsBits.MentionEveryone |
  PermissionFlagsBits.UseExternalEmojis

/** The user id of the application's bot, which is the application's own id. */
export function botId(world: World): string {
  return world.state.application.id
}

/** By which installation the application may act: the guild's, or the bot's own direct message. */
export function integrationOwners(channel: Channel): APIAuthorizingIntegrationOwnersMap {
  return { [ApplicationIntegrationType.GuildInstall]: channel.guild_id ?? '0' }
}

function permissionsIn(world: World, channel: Channel, userId: string): bigint {
  return channel.guild_id === undefined
    ? inDirectMessage
    : computePermissions(world, channel.guild_id, userId, channel.id)
}

/** A channel as interactions carry it: with what the person, and the application, may do there. */
export function partialChannel(world: World, channel: Channel, userId: string): object {
  const { permission_overwrites: _overwrites, ...shown } = channel
  return {
    ...shown,
    permissions: permissionsIn(world, channel, userId).toString(),
    app_permissions: permissionsIn(world, channel, botId(world)).toString(),
  }
}

function guildParts(world: World, channel: Channel, userId: string): object {
  const guild = world.guildOf(channel)
  const member = guild?.members.get(userId)
  if (guild === undefined || member === undefined)
    return { user: world.person(userId).user, context: InteractionContextType.BotDM }
  return {
    guild_id: guild.base.id,
    guild: {
      id: guild.base.id,
      locale: guild.base.preferred_locale,
      features: guild.base.features,
    },
    guild_locale: guild.base.preferred_locale,
    member: {
      ...renderMember(world, member),
      permissions: permissionsIn(world, channel, userId).toString(),
    },
    context: InteractionContextType.Guild,
  }
}

/**
 * The whole interaction as the application receives it by either door
 * (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object).
 */
export function buildPayload(world: World, parts: PayloadParts): object {
  const { channel, user_id: userId, message } = parts
  return {
    id: parts.id,
    application_id: world.state.application.id,
    type: parts.type,
    token: parts.token,
    version: 1,
    data: parts.data,
    channel_id: channel.id,
    channel: partialChannel(world, channel, userId),
    ...guildParts(world, channel, userId),
    locale: world.person(userId).locale,
    app_permissions: permissionsIn(world, channel, botId(world)).toString(),
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: integrationOwners(channel),
    attachment_size_limit: attachmentSizeLimit,
    ...(message === undefined ? {} : { message }),
  }
}
