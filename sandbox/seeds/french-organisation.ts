import { ChannelType, Locale, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import type { Community } from './build.ts'

/** A French association that plans events. Its office works in a hidden channel; the agenda is read-only for members. */
export const frenchOrganisation: Community = {
  name: 'Les Rencontres du Jeudi',
  description: 'Une association lyonnaise de jeux et de sorties.',
  locale: Locale.French,
  roles: [
    {
      name: 'Bureau',
      color: 0x9b_59_b6,
      hoist: true,
      permissions:
        Bits.ManageGuild |
        Bits.ManageChannels |
        Bits.ManageRoles |
        Bits.ManageMessages |
        Bits.CreateEvents |
        Bits.ManageEvents,
    },
    {
      name: 'Animation',
      color: 0xe6_7e_22,
      hoist: true,
      permissions: Bits.CreateEvents,
      mentionable: true,
    },
    { name: 'Adhérents', color: 0x34_98_db, mentionable: true },
  ],
  people: [
    { username: 'helene', name: 'Hélène', locale: Locale.French, roles: ['Bureau', 'Adhérents'] },
    { username: 'mathieu', name: 'Mathieu', locale: Locale.French, roles: ['Bureau', 'Adhérents'] },
    { username: 'chloe', name: 'Chloé', locale: Locale.French, roles: ['Animation', 'Adhérents'] },
    { username: 'antoine', name: 'Antoine', locale: Locale.French, roles: ['Adhérents'] },
    { username: 'ines', name: 'Inès', locale: Locale.French, roles: ['Adhérents'] },
    { username: 'gabriel', name: 'Gabriel', locale: Locale.French },
    { username: 'lea', name: 'Léa', locale: Locale.French, roles: ['Adhérents'] },
    { username: 'youssef', name: 'Youssef', locale: Locale.French, roles: ['Adhérents'] },
  ],
  bots: [
    {
      username: 'agenda-ville',
      name: 'Agenda de la ville',
      locale: Locale.French,
      roles: ['Animation'],
    },
  ],
  channels: [
    {
      name: 'accueil',
      category: 'Association',
      topic: 'Présentez-vous',
      messages: [
        { by: 'helene', text: 'Bienvenue ! Le programme du mois est dans le salon agenda.' },
      ],
    },
    {
      name: 'agenda',
      category: 'Association',
      topic: 'Les prochains rendez-vous',
      overwrites: [
        { role: '@everyone', deny: Bits.SendMessages },
        { role: 'Animation', allow: Bits.SendMessages },
        { role: 'Bureau', allow: Bits.SendMessages },
        { role: 'Muster', allow: Bits.SendMessages },
      ],
      messages: [
        { by: 'chloe', text: 'Jeudi : soirée jeux de société à 20 h, inscriptions ouvertes.' },
      ],
    },
    {
      name: 'bureau',
      category: 'Coulisses',
      topic: 'Réservé au bureau',
      overwrites: [
        { role: '@everyone', deny: Bits.ViewChannel },
        { role: 'Bureau', allow: Bits.ViewChannel },
        { role: 'Muster', allow: Bits.ViewChannel },
      ],
    },
    { name: 'comptes-rendus', category: 'Association', type: ChannelType.GuildForum },
    { name: 'Salon vocal', category: 'Vocal', type: ChannelType.GuildVoice },
    { name: 'Conférence', category: 'Vocal', type: ChannelType.GuildStageVoice },
  ],
  sisters: [
    {
      name: 'Les Rencontres de Grenoble',
      description: 'L’antenne grenobloise de l’association.',
      locale: Locale.French,
      roles: [
        {
          name: 'Antenne',
          color: 0x1a_bc_9c,
          hoist: true,
          permissions: Bits.ManageGuild | Bits.CreateEvents | Bits.ManageEvents,
        },
        { name: 'Adhérents', color: 0x34_98_db },
      ],
      members: [
        { username: 'mathieu', roles: ['Antenne', 'Adhérents'] },
        { username: 'helene', roles: ['Adhérents'] },
        { username: 'ines', roles: ['Adhérents'], nick: 'Inès (Grenoble)' },
        { username: 'gabriel' },
      ],
      channels: [
        { name: 'discussion', category: 'Antenne' },
        { name: 'agenda', category: 'Antenne', topic: 'Les prochains rendez-vous' },
        { name: 'Le comptoir', category: 'Vocal', type: ChannelType.GuildVoice },
      ],
    },
  ],
}
