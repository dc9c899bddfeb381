import { ChannelType, Locale, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import type { Community } from './build.ts'
import { clubForms } from './club-forms.ts'

/** A university club that collects applications by forms. Applicants see little until they are accepted. */
export const studentClub: Community = {
  name: 'Robotics Club',
  description: 'Builds robots on Wednesdays, room 204.',
  locale: Locale.EnglishUS,
  roles: [
    {
      name: 'Board',
      color: 0xe9_1e_63,
      hoist: true,
      permissions:
        Bits.ManageGuild |
        Bits.ManageRoles |
        Bits.ManageChannels |
        Bits.ManageMessages |
        Bits.CreateEvents |
        Bits.ManageEvents,
    },
    { name: 'Member', color: 0x2e_cc_71, hoist: true, mentionable: true },
    { name: 'Applicant', color: 0xf3_9c_12 },
  ],
  people: [
    { username: 'amara', name: 'Amara', locale: Locale.EnglishUS, roles: ['Board', 'Member'] },
    { username: 'felix', name: 'Felix', locale: Locale.EnglishUS, roles: ['Board', 'Member'] },
    { username: 'mei', name: 'Mei', locale: Locale.EnglishUS, roles: ['Member'] },
    { username: 'oscar', name: 'Oscar', locale: Locale.EnglishUS, roles: ['Member'] },
    { username: 'priya', name: 'Priya', locale: Locale.EnglishUS, roles: ['Applicant'] },
    { username: 'ben', name: 'Ben', locale: Locale.EnglishUS },
  ],
  channels: [
    {
      name: 'welcome',
      category: 'Open',
      topic: 'How to join',
      messages: [{ by: 'amara', text: 'Want to join? Fill in the form, we answer within a week.' }],
    },
    { name: 'forms', category: 'Open', topic: 'Applications and surveys' },
    {
      name: 'workshop',
      category: 'Members',
      topic: 'Parts, plans, smoke',
      overwrites: [
        { role: '@everyone', deny: Bits.ViewChannel },
        { role: 'Member', allow: Bits.ViewChannel },
        { role: 'Muster', allow: Bits.ViewChannel },
      ],
      messages: [
        { by: 'mei', text: 'The new motor drivers arrived. They did not catch fire yet.' },
      ],
    },
    {
      name: 'answers',
      category: 'Board',
      topic: 'Answers to forms',
      overwrites: [
        { role: '@everyone', deny: Bits.ViewChannel },
        { role: 'Board', allow: Bits.ViewChannel },
        { role: 'Muster', allow: Bits.ViewChannel },
      ],
    },
    { name: 'Room 204', category: 'Voice', type: ChannelType.GuildVoice },
  ],
  google: { forms: clubForms },
}
