import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  Events,
  GatewayIntentBits,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js'
import type { ClientEvents, Interaction } from 'discord.js'
import { createSandbox } from '../sandbox/sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

type ActResult = {
  ok: boolean
  error?: string
  responses: { message_id: string; ephemeral: boolean; data: { content: string } }[]
}

async function act(sandbox: Sandbox, body: object): Promise<ActResult> {
  const response = await fetch(`${sandbox.origin}/_control/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as ActResult
}

async function respond(interaction: Interaction): Promise<void> {
  if (interaction.isChatInputCommand()) {
    const button = new ButtonBuilder()
      .setCustomId('ask')
      .setLabel('Ask')
      .setStyle(ButtonStyle.Primary)
    await interaction.deferReply()
    const game = interaction.options.getString('game', true)
    await interaction.editReply({
      content: `Who plays ${game}?`,
      components: [new ActionRowBuilder<ButtonBuilder>().addComponents(button)],
    })
  } else if (interaction.isButton()) {
    const field = new TextInputBuilder().setCustomId('name').setStyle(TextInputStyle.Short)
    const label = new LabelBuilder().setLabel('Name').setTextInputComponent(field)
    const modal = new ModalBuilder().setCustomId('who').setTitle('Who?')
    await interaction.showModal(modal.addLabelComponents(label))
  } else if (interaction.isModalSubmit()) {
    const name = interaction.fields.getTextInputValue('name')
    await interaction.reply({ content: `Hello ${name}`, flags: MessageFlags.Ephemeral })
  }
}

test('discord.js logs in, registers a command, and answers command, button and modal', async () => {
  const sandbox = await createSandbox()
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers],
    rest: { api: `${sandbox.origin}/api` },
  })
  const failures: unknown[] = []
  client.on(Events.Error, (error) => failures.push(error))
  client.on(Events.InteractionCreate, (interaction) => {
    respond(interaction).catch((error: unknown) => failures.push(error))
  })
  const ready = once(client, Events.ClientReady)
  await client.login(sandbox.application.bot_token)
  await ready
  assert.ok(client.isReady())
  assert.equal(client.guilds.cache.first()?.name, 'Muster HQ')
  const play = new SlashCommandBuilder()
    .setName('play')
    .setDescription('Finds people to play with')
    .addStringOption((option) =>
      option.setName('game').setDescription('Which game').setRequired(true),
    )
  await client.application.commands.set([play])

  const command = await act(sandbox, {
    as: 'haruka',
    do: 'command',
    name: 'play',
    options: { game: '囲碁' },
    wait_ms: 3000,
  })
  assert.deepEqual([command.ok, command.responses[0]?.data.content], [true, 'Who plays 囲碁?'])
  const pressed = await act(sandbox, {
    as: 'emma',
    do: 'click',
    message_id: command.responses[0]?.message_id,
    custom_id: 'ask',
  })
  assert.equal(pressed.ok, true, pressed.error)
  const submitted = await act(sandbox, { as: 'emma', do: 'submit', fields: { name: 'Emma' } })
  assert.equal(submitted.ok, true, submitted.error)
  assert.deepEqual(
    [submitted.responses[0]?.data.content, submitted.responses[0]?.ephemeral],
    ['Hello Emma', true],
  )
  const members = await client.guilds.cache.first()?.members.fetch()
  assert.equal(members?.size, client.guilds.cache.first()?.memberCount)
  assert.deepEqual(failures, [])
  await client.destroy()
  await sandbox.close()
})

test('discord.js understands what people do: status, voice, messages, reactions, events, membership', async () => {
  const sandbox = await createSandbox()
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMembers,
      GatewayIntentBits.GuildPresences,
      GatewayIntentBits.GuildVoiceStates,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.MessageContent,
      GatewayIntentBits.GuildScheduledEvents,
    ],
    rest: { api: `${sandbox.origin}/api` },
  })
  const ready = once(client, Events.ClientReady)
  await client.login(sandbox.application.bot_token)
  await ready
  const heard = <E extends keyof ClientEvents>(event: E): Promise<ClientEvents[E]> =>
    new Promise((resolve) => client.once(event, (...values) => resolve(values)))
  const sees = async <E extends keyof ClientEvents>(
    event: E,
    body: object,
  ): Promise<ClientEvents[E]> => {
    const seen = heard(event)
    const result = await act(sandbox, { wait_ms: 0, ...body })
    assert.equal(result.ok, true, result.error)
    return seen
  }
  const presence = { as: 'emma', do: 'presence', status: 'dnd', custom_status: 'busy' }
  const [, shown] = await sees(Events.PresenceUpdate, presence)
  assert.deepEqual([shown.status, shown.activities[0]?.state], ['dnd', 'busy'])
  const joined = { as: 'emma', do: 'join_voice', channel: 'Lounge' }
  const [, voice] = await sees(Events.VoiceStateUpdate, joined)
  assert.deepEqual([voice.channel?.name, voice.member?.user.username], ['Lounge', 'emma'])
  const said = { as: 'emma', do: 'message', channel: 'general', content: 'hello' }
  const [message] = await sees(Events.MessageCreate, said)
  assert.deepEqual([message.content, message.member?.displayName], ['hello', 'Emma'])
  const reacted = { as: 'yui', do: 'react', message_id: message.id, emoji: '👍' }
  const [reaction, reactor] = await sees(Events.MessageReactionAdd, reacted)
  assert.deepEqual([reaction.emoji.name, reaction.count, reactor.username], ['👍', 1, 'yui'])
  const start = sandbox.clock.now() + 3_600_000
  const [event] = await sees(Events.GuildScheduledEventCreate, {
    as: 'camille',
    do: 'create_event',
    name: 'Raid',
    location: 'The gate',
    scheduled_start_time: new Date(start).toISOString(),
    scheduled_end_time: new Date(start + 3_600_000).toISOString(),
  })
  assert.deepEqual([event.name, event.entityMetadata?.location], ['Raid', 'The gate'])
  const interested = { as: 'yui', do: 'interested', event_id: event.id }
  const [, subscriber] = await sees(Events.GuildScheduledEventUserAdd, interested)
  assert.equal(subscriber.username, 'yui')
  const [gone] = await sees(Events.GuildMemberRemove, { as: 'noah', do: 'leave_guild' })
  const [back] = await sees(Events.GuildMemberAdd, { as: 'noah', do: 'join_guild' })
  assert.equal(gone.id, back.id)
  const roles = { as: 'olivia', do: 'set_roles', user: 'noah', roles: ['Raider'] }
  const [, changed] = await sees(Events.GuildMemberUpdate, roles)
  assert.ok(changed.roles.cache.some(({ name }) => name === 'Raider'))
  await client.destroy()
  await sandbox.close()
})
