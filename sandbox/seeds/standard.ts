import { ChannelType, Locale, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import type { Community } from './build.ts'
import { partyForms } from './club-forms.ts'

const staffPermissions =
  Bits.ManageMessages |
  Bits.ManageEvents |
  Bits.CreateEvents |
  Bits.PinMessages |
  Bits.ModerateMembers |
  Bits.ManageThreads |
  Bits.MentionEveryone

/** One server with people of four languages; everybody may see and use every text channel. */
export const standard: Community = {
  name: 'Muster HQ',
  description: 'A server to try everything in.',
  locale: Locale.EnglishUS,
  roles: [
    {
      name: 'Admin',
      color: 0xe7_4c_3c,
      hoist: true,
      permissions:
        Bits.ManageGuild |
        Bits.ManageRoles |
        Bits.ManageChannels |
        Bits.KickMembers |
        staffPermissions,
    },
    {
      name: 'Staff',
      color: 0x34_98_db,
      hoist: true,
      permissions: staffPermissions,
      mentionable: true,
    },
    { name: 'Trader', color: 0xf1_c4_0f, hoist: true, mentionable: true },
    { name: 'Organiser', color: 0x9b_59_b6, permissions: Bits.CreateEvents },
    { name: 'Raider', color: 0x2e_cc_71, mentionable: true },
  ],
  people: [
    { username: 'olivia', name: 'Olivia', locale: Locale.EnglishUS, roles: ['Admin', 'Staff'] },
    { username: 'sam', name: 'Sam', locale: Locale.EnglishGB, roles: ['Staff'] },
    { username: 'haruka', name: 'はるか', locale: Locale.Japanese, roles: ['Staff', 'Organiser'] },
    { username: 'minjun', name: '민준', locale: Locale.Korean, roles: ['Trader', 'Admin'] },
    { username: 'jiwoo', name: '지우', locale: Locale.Korean, roles: ['Trader'] },
    { username: 'camille', name: 'Camille', locale: Locale.French, roles: ['Organiser'] },
    { username: 'lucas', name: 'Lucas', locale: Locale.French },
    { username: 'kenta', name: 'けんた', locale: Locale.Japanese, roles: ['Raider'] },
    { username: 'yui', name: 'ゆい', locale: Locale.Japanese },
    { username: 'emma', name: 'Emma', locale: Locale.EnglishUS, roles: ['Raider'] },
    { username: 'noah', name: 'Noah', locale: Locale.EnglishUS },
    { username: 'seoyeon', name: '서연', locale: Locale.Korean },
  ],
  channels: [
    {
      name: 'general',
      category: 'Community',
      topic: 'Everything else',
      messages: [
        { by: 'olivia', text: 'Welcome to Muster HQ! Try a slash command in any channel.' },
      ],
    },
    { name: 'recruit', category: 'Community', topic: 'Find people to play with' },
    { name: 'events', category: 'Community', topic: 'What is coming up' },
    { name: 'announcements', category: 'Community', topic: 'News for everybody' },
    { name: 'staff', category: 'Work', topic: 'Who is on duty' },
    { name: 'trading', category: 'Work', topic: 'Orders, fills and charts' },
    { name: 'forms', category: 'Work', topic: 'Questionnaires and answers' },
    { name: 'Lounge', category: 'Voice', type: ChannelType.GuildVoice },
    { name: 'Stage Door', category: 'Voice', type: ChannelType.GuildVoice },
  ],
  google: { forms: partyForms },
}
