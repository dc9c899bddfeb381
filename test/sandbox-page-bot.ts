import { Client, GatewayDispatchEvents, InteractionType, MessageFlags } from '@discordjs/core'
import type { API, APIInteraction } from '@discordjs/core'
import { REST } from '@discordjs/rest'
import { WebSocketManager, WebSocketShardStatus } from '@discordjs/ws'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** Commands of the bot under test: a party, a message of all components, a form of all fields, a late answer. */
const commands = [
  {
    name: 'recruit',
    description: 'Find people for a party',
    name_localizations: { ja: '募集', fr: 'recruter', ko: '모집' },
    description_localizations: { ja: 'パーティーのメンバーを募集します' },
    options: [
      { type: 3, name: 'title', description: 'What for', required: true, max_length: 100 },
      { type: 4, name: 'slots', description: 'How many', min_value: 2, max_value: 99 },
      { type: 3, name: 'game', description: 'Which game', autocomplete: true },
      { type: 5, name: 'voice', description: 'With a voice channel' },
    ],
  },
  { name: 'showcase', description: 'Every component', options: [] },
  {
    name: 'form',
    description: 'Forms',
    options: [{ type: 1, name: 'create', description: 'A form' }],
  },
  { name: 'slow', description: 'Thinks first', options: [] },
]

type Party = { title: string; max: number; people: string[] }
type Answers = { api: API; interaction: APIInteraction }

function partyMessage(id: string, { title, max, people }: Party) {
  const full = people.length >= max
  const button = (verb: string, label: string, style: number, disabled = false) => ({
    type: 2,
    style,
    label,
    disabled,
    custom_id: `rc:1:${verb}:${id}`,
  })
  return {
    embeds: [
      {
        title,
        color: full ? 0x71_71_7a : 0x43_38_ca,
        description: people.map((one) => `- <@${one}>`).join('\n') || '*nobody*',
        fields: [
          { name: 'Places', value: `${people.length}/${max}`, inline: true },
          { name: 'Begins', value: '<t:1800000000:R>', inline: true },
        ],
        footer: { text: full ? 'Full' : 'Open' },
      },
    ],
    components: [
      { type: 1, components: [button('join', 'Join', 3, full), button('leave', 'Leave', 2)] },
    ],
  }
}

const options = ['Tank', 'Healer', 'Damage'].map((label) => ({ label, value: label.toLowerCase() }))
const select = (type: number, custom_id: string, more: object = {}) => ({
  type: 1,
  components: [{ type, custom_id, placeholder: custom_id, ...more }],
})

/** A message of the second layout with every component that messages know. */
const showcase = {
  flags: MessageFlags.IsComponentsV2,
  components: [
    {
      type: 17,
      accent_color: 0x15_80_3d,
      components: [
        { type: 10, content: '## Showcase\n**bold** *italic* ~~gone~~ `code` ||secret||' },
        {
          type: 9,
          components: [{ type: 10, content: 'A section with a button' }],
          accessory: { type: 2, style: 5, label: 'Website', url: 'https://example.org/' },
        },
        { type: 14, divider: true, spacing: 2 },
        {
          type: 12,
          items: [{ media: { url: 'https://example.org/a.png' }, description: 'A map' }],
        },
      ],
    },
    {
      type: 1,
      components: [1, 2, 3, 4].map((style) => ({
        type: 2,
        style,
        label: `Style ${style}`,
        custom_id: `style:${style}`,
        disabled: style === 4,
      })),
    },
    select(3, 'roles', { options, max_values: 2 }),
    select(5, 'user'),
    select(6, 'role'),
    select(7, 'mentionable'),
    select(8, 'channel', { channel_types: [0] }),
  ],
}

const labelled = (label: string, component: object) => ({ type: 18, label, component })

/** A form with every field. */
const form = {
  custom_id: 'form',
  title: 'New form',
  components: [
    labelled('Name', { type: 4, custom_id: 'name', style: 1, min_length: 3 }),
    labelled('Job', { type: 3, custom_id: 'job', options }),
    labelled('Day', { type: 21, custom_id: 'day', options }),
    labelled('Extras', { type: 22, custom_id: 'extras', options, required: false }),
    labelled('I agree', { type: 23, custom_id: 'agree' }),
  ],
}

function createAnswers() {
  const parties = new Map<string, Party>()
  const reply = ({ api, interaction }: Answers, body: object) =>
    api.interactions.reply(interaction.id, interaction.token, body)

  const useCommand = async (call: Answers, name: string, given: ReadonlyMap<string, unknown>) => {
    const { api, interaction } = call
    const userId = interaction.member?.user.id ?? interaction.user?.id ?? ''
    if (name === 'recruit') {
      const title = String(given.get('title'))
      const party: Party = { title, max: Number(given.get('slots') ?? 4), people: [userId] }
      parties.set(interaction.id, party)
      await reply(call, partyMessage(interaction.id, party))
    } else if (name === 'showcase') await reply(call, showcase)
    else if (name === 'form')
      await api.interactions.createModal(interaction.id, interaction.token, form as never)
    else {
      await api.interactions.defer(interaction.id, interaction.token)
      await api.interactions.editReply(interaction.application_id, interaction.token, {
        content: 'Thought about it.',
      })
    }
  }
  const press = async (call: Answers, customId: string) => {
    const { api, interaction } = call
    const [prefix, , verb, id = ''] = customId.split(':')
    const userId = interaction.member?.user.id ?? ''
    const party = parties.get(id)
    if (prefix !== 'rc' || !party) {
      await reply(call, { content: `You used \`${customId}\`.`, flags: MessageFlags.Ephemeral })
      return
    }
    party.people = party.people.filter((one) => one !== userId)
    if (verb === 'join') party.people.push(userId)
    await api.interactions.updateMessage(
      interaction.id,
      interaction.token,
      partyMessage(id, party) as never,
    )
  }
  return { reply, useCommand, press }
}

/** Connects the bot and registers its commands. Resolves when it is ready to answer. */
export async function startPageBot({
  origin,
  application,
}: Sandbox): Promise<{ stop(): Promise<void> }> {
  const rest = new REST({ api: `${origin}/api` }).setToken(application.bot_token)
  const gateway = new WebSocketManager({ token: application.bot_token, intents: 1, rest })
  const client = new Client({ rest, gateway })
  const answers = createAnswers()
  const answer = async (call: Answers): Promise<void> => {
    const { api, interaction } = call
    if (interaction.type === InteractionType.ApplicationCommand) {
      const given = 'options' in interaction.data ? (interaction.data.options ?? []) : []
      const values = new Map(given.map((one) => [one.name, 'value' in one ? one.value : undefined]))
      await answers.useCommand(call, interaction.data.name, values)
    } else if (interaction.type === InteractionType.ApplicationCommandAutocomplete)
      await api.interactions.createAutocompleteResponse(interaction.id, interaction.token, {
        choices: ['Chess', 'Go'].map((name) => ({ name, value: name.toLowerCase() })),
      })
    else if (interaction.type === InteractionType.MessageComponent)
      await answers.press(call, interaction.data.custom_id)
    else await answers.reply(call, { content: 'The form is in.', flags: MessageFlags.Ephemeral })
  }
  client.on(GatewayDispatchEvents.InteractionCreate, ({ data: interaction, api }) => {
    void answer({ api, interaction })
  })
  const ready = new Promise<void>((resolve) =>
    client.once(GatewayDispatchEvents.Ready, () => resolve()),
  )
  await rest.put(`/applications/${application.id}/commands`, { body: commands })
  await gateway.connect()
  await ready
  return {
    async stop() {
      // A replaced world makes the bot connect again; ended in the midst of it, it would go on for ever.
      const states = [...(await gateway.fetchStatus()).values()]
      if (states.some((state) => state !== WebSocketShardStatus.Ready))
        await new Promise<void>((resolve) =>
          client.once(GatewayDispatchEvents.Ready, () => resolve()),
        )
      await gateway.destroy()
    },
  }
}
