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
import type { Interaction } from 'discord.js'
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
