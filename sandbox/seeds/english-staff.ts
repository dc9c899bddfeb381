import { ChannelType, Locale, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import type { Community } from './build.ts'

/** A support server whose staff shows who is on duty. The lead channel is hidden from other staff. */
export const englishStaff: Community = {
  name: 'Harbour Support',
  description: 'The help desk of a small hosting company.',
  locale: Locale.EnglishGB,
  roles: [
    {
      name: 'Lead',
      color: 0xe7_4c_3c,
      hoist: true,
      permissions:
        Bits.ManageGuild |
        Bits.ManageRoles |
        Bits.ManageChannels |
        Bits.KickMembers |
        Bits.ManageMessages,
    },
    {
      name: 'Moderator',
      color: 0x34_98_db,
      hoist: true,
      permissions: Bits.ManageMessages | Bits.ModerateMembers | Bits.ManageThreads,
      mentionable: true,
    },
    { name: 'Support', color: 0x1a_bc_9c, hoist: true, mentionable: true },
    { name: 'Trainee', color: 0x95_a5_a6, hoist: true },
    { name: 'Customer', color: 0x7f_8c_8d },
  ],
  people: [
    { username: 'grace', name: 'Grace', locale: Locale.EnglishGB, roles: ['Lead'] },
    {
      username: 'arjun',
      name: 'Arjun',
      locale: Locale.EnglishGB,
      roles: ['Moderator'],
      nick: 'Arjun (late shift)',
    },
    { username: 'freya', name: 'Freya', locale: Locale.EnglishGB, roles: ['Support', 'Moderator'] },
    { username: 'tom', name: 'Tom', locale: Locale.EnglishGB, roles: ['Support'] },
    { username: 'zoe', name: 'Zoë', locale: Locale.EnglishUS, roles: ['Trainee'] },
    { username: 'walter', name: 'Walter', locale: Locale.EnglishUS, roles: ['Customer'] },
    { username: 'pilar', name: 'Pilar', locale: Locale.EnglishUS },
  ],
  channels: [
    {
      name: 'help',
      category: 'Front desk',
      topic: 'Ask here',
      messages: [
        { by: 'walter', text: 'My site answers with 502 since noon. Is anybody around?' },
        { by: 'tom', text: 'Looking at it now.' },
      ],
    },
    { name: 'status', category: 'Front desk', topic: 'Who is on duty' },
    {
      name: 'staff-room',
      category: 'Back office',
      topic: 'Handovers',
      overwrites: [
        { role: '@everyone', deny: Bits.ViewChannel },
        { role: 'Moderator', allow: Bits.ViewChannel },
        { role: 'Support', allow: Bits.ViewChannel },
        { role: 'Trainee', allow: Bits.ViewChannel, deny: Bits.SendMessages },
        { role: 'Lead', allow: Bits.ViewChannel },
        { role: 'Muster', allow: Bits.ViewChannel },
      ],
    },
    {
      name: 'leads',
      category: 'Back office',
      overwrites: [
        { role: '@everyone', deny: Bits.ViewChannel },
        { role: 'Lead', allow: Bits.ViewChannel },
      ],
    },
    { name: 'On call', category: 'Voice', type: ChannelType.GuildVoice },
  ],
}
