import { parseLocale } from '#core/i18n/locale.ts'
import type { Answer, Call } from '../part.ts'
import type { Deferral } from './callback.ts'
import {
  commandInput,
  mentionableRoles,
  modalFields,
  namedPeople,
  type PersonInteraction,
} from './payload.ts'
import type { Serve } from './serve.ts'
import type { HandlerTable } from './table.ts'
import type { OwnAnswers } from './texts.ts'

/** An interaction whose handler was found: how to put it off, and how to serve it. */
export type Served = {
  /** Null where Discord knows no "wait a moment" (suggestions while typing). */
  deferral: Deferral | null
  /** Never rejects: refusals and failures are answers too. */
  run(): Promise<Answer>
}

type Parts = { table: HandlerTable; serve: Serve }

function ofCommand(
  { table, serve }: Parts,
  interaction: PersonInteraction & { type: 2 },
): Served | null {
  const { subcommand, options } = commandInput(interaction)
  const command = interaction.data.name
  const handler = table.command(subcommand === null ? command : `${command} ${subcommand}`)
  if (!handler) return null
  const mentionable = mentionableRoles(interaction)
  const people = namedPeople(interaction)
  const given = { command, subcommand, options, mentionable, people }
  const complete = (base: Call) => ({ ...base, ...given })
  return {
    deferral: handler.whenSlow ?? 'private',
    run: () => serve(interaction, handler, complete),
  }
}

function ofTyping({ table, serve }: Parts, interaction: PersonInteraction & { type: 4 }): Served {
  const { subcommand, options, focused } = commandInput(interaction)
  const command = interaction.data.name
  const handler = table.autocomplete(subcommand === null ? command : `${command} ${subcommand}`)
  const nothing: Answer = { type: 'choices', choices: [] }
  if (!handler || focused === null) return { deferral: null, run: async () => nothing }
  const given = { command, subcommand, options, focused, mentionable: [], people: {} }
  const complete = (base: Call) => ({ ...base, ...given })
  const run = async () => {
    const answer = await serve(interaction, handler, complete)
    return answer.type === 'choices' ? answer : nothing
  }
  return { deferral: null, run }
}

function ofComponent(
  { table, serve }: Parts,
  interaction: PersonInteraction & { type: 3 },
): Served | null {
  const found = table.component(interaction.data.custom_id)
  if (!found) return null
  const { handler, verb, id } = found
  const values = interaction.data.values ?? []
  const complete = (base: Call) => ({ ...base, verb, id, values })
  return { deferral: 'update', run: () => serve(interaction, handler, complete) }
}

function ofModal(
  { table, serve }: Parts,
  interaction: PersonInteraction & { type: 5 },
): Served | null {
  const found = table.modal(interaction.data.custom_id)
  if (!found) return null
  const { handler, verb, id } = found
  const fields = modalFields(interaction)
  const complete = (base: Call) => ({ ...base, verb, id, fields })
  return {
    deferral: interaction.message ? 'update' : (handler.whenSlow ?? 'private'),
    run: () => serve(interaction, handler, complete),
  }
}

function find(parts: Parts, interaction: PersonInteraction): Served | null {
  switch (interaction.type) {
    case 2:
      return ofCommand(parts, interaction)
    case 3:
      return ofComponent(parts, interaction)
    case 4:
      return ofTyping(parts, interaction)
    case 5:
      return ofModal(parts, interaction)
  }
}

/** Finds out how an interaction is served. */
export function served(
  parts: Parts & { say: OwnAnswers; stale(interaction: PersonInteraction): void },
  interaction: PersonInteraction,
): Served {
  const found = find(parts, interaction)
  if (found) return found
  const locale = parseLocale(interaction.locale) ?? 'en'
  const text = interaction.type === 2 ? 'unknown_command' : 'outdated'
  const run = async () => {
    parts.stale(interaction)
    return parts.say(locale, text)
  }
  return { deferral: 'private', run }
}
