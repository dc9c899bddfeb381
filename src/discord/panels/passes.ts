import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import { RetryLater } from '#core/jobs/jobs.ts'
import type { Spelling } from '../custom-id.ts'
import type { DiscordPart } from '../part.ts'
import { DiscordUnavailable } from '../rest/errors.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { isBehind } from './entry.ts'
import { splitKey, type PanelKey } from './keys.ts'
import type { PanelMemory } from './memory.ts'
import type { PanelKind } from './panel.ts'
import { panelPass, type Again } from './pass.ts'

/** Kinds by name, with how their module spells custom ids. */
export type Kinds = ReadonlyMap<string, { kind: PanelKind; spelling: Spelling }>

/** Joins the panels of all modules. */
export function kindsOf(parts: readonly DiscordPart[]): Kinds {
  const all = parts.flatMap((spelling) => spelling.panels.map((kind) => ({ kind, spelling })))
  return new Map(all.map((one) => [one.kind.kind, one]))
}

/** What the loop runs, and what it waits for. */
export type Passes = {
  run: (key: PanelKey) => Promise<{ againInMs: number } | undefined>
  /** Panels that Discord refused in one of these channels. */
  blockedIn(channelIds: ReadonlySet<string>): PanelKey[]
  /** Panels whose edit keeps a short distance from the one before; they need not any longer. */
  hurry(): PanelKey[]
}

/** The spacing of edits to young messages. */
const shortWaitMs = 1_000

/** Makes the passes of all kinds. */
export function createPasses(needs: {
  services: Services
  rest: DiscordRest
  kinds: Kinds
  botId: () => string
  memory: PanelMemory
}): Passes {
  const { services, rest, kinds, botId, memory } = needs
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const spaced = new Set<PanelKey>()
  const blocked = new Set<PanelKey>()

  function note(key: PanelKey, again: Exclude<Again, null>): void {
    if (again.blocked) blocked.add(key)
    else if (again.againInMs !== null && again.againInMs <= shortWaitMs) spaced.add(key)
  }

  return {
    async run(key) {
      const found = kinds.get(splitKey(key).kind)
      if (!found) return undefined
      blocked.delete(key)
      spaced.delete(key)
      const entry = await memory.take(key)
      if (!isBehind(entry)) return undefined
      memory.underWay.send(key, false)
      let again: Again = null
      try {
        again = await panelPass({ rest, context, botId, ...found }, entry)
      } catch (error) {
        if (!(error instanceof DiscordUnavailable) || error.outcome === 'unknown') throw error
        throw new RetryLater(error.retryAfterMs, error.message)
      } finally {
        // Answers that were under way meanwhile hide this edit, or are hidden by it.
        if (memory.underWay.arrive(key)) {
          memory.unshow(key)
          again ??= { againInMs: 1, blocked: false }
        }
        memory.touch(entry)
      }
      if (!again) return undefined
      note(key, again)
      const { againInMs } = again
      return againInMs === null ? undefined : { againInMs }
    },
    blockedIn: (channelIds) => [...blocked].filter((key) => channelIds.has(memory.placeOf(key))),
    hurry() {
      for (const key of spaced) memory.hurry(key)
      return [...spaced]
    },
  }
}
