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
    { name: 'Salon vocal', category: 'Vocal', type: ChannelType.GuildVoice },
    { name: 'Conférence', category: 'Vocal', type: ChannelType.GuildStageVoice },
  ],
}
