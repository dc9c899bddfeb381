import type {
  AutocompleteCall,
  CommandCall,
  ComponentCall,
  DiscordPart,
  Handler,
  ModalCall,
} from '../part.ts'
import { readCustomId } from '../custom-id.ts'

/** Finds who serves an interaction. */
export type HandlerTable = {
  command(path: string): Handler<CommandCall> | null
  autocomplete(path: string): Handler<AutocompleteCall> | null
  component(customId: string): Found<ComponentCall> | null
  modal(customId: string): Found<ModalCall> | null
}

/** A handler with what the custom id says. */
export type Found<C extends ComponentCall | ModalCall> = {
  handler: Handler<C>
  verb: string
  id: string
}

function own<Value>(record: Record<string, Value>, key: string): Value | null {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null
}

/** Joins what the modules offer. Throws when two of them claim the same command or prefix. */
export function createHandlerTable(parts: readonly DiscordPart[]): HandlerTable {
  const commands = new Map<string, Handler<CommandCall>>()
  const completions = new Map<string, Handler<AutocompleteCall>>()
  const byPrefix = new Map<string, DiscordPart>()
  for (const part of parts) {
    if (byPrefix.has(part.prefix)) throw new Error(`two modules use the prefix ${part.prefix}`)
    byPrefix.set(part.prefix, part)
    for (const [path, handler] of Object.entries(part.onCommand)) {
      if (commands.has(path)) throw new Error(`two modules serve the command ${path}`)
      commands.set(path, handler)
    }
    for (const [path, handler] of Object.entries(part.onAutocomplete))
      completions.set(path, handler)
  }

  function find(text: string) {
    for (const part of byPrefix.values()) {
      const read = readCustomId(text, part)
      if (read) return read.version === part.version ? { part, ...read } : null
    }
    return null
  }

  return {
    command: (path) => commands.get(path) ?? null,
    autocomplete: (path) => completions.get(path) ?? null,
    component(text) {
      const found = find(text)
      const handler = found ? own(found.part.onComponent, found.verb) : null
      return found && handler ? { handler, verb: found.verb, id: found.id } : null
    },
    modal(text) {
      const found = find(text)
      const handler = found ? own(found.part.onModal, found.verb) : null
      return found && handler ? { handler, verb: found.verb, id: found.id } : null
    },
  }
}
