import { AppError } from '#core/errors.ts'
import type { Answer, Call } from '#discord/part.ts'
import { get } from '../service/reading.ts'
import { jumpUrl, webUrl, type Seen } from '../views/json.ts'
import { note } from '../views/lists.ts'
import { partyMessage } from '../views/message.ts'
import { managePanel } from '../views/panel.ts'
import { t } from '../views/texts.ts'
import { partyId } from './input.ts'

/** Nothing was changed; `instead` is the code of the refusal that an own answer explains. */
export type Instead<Code extends string> = { instead: Code; seen: Seen }

function shown(seen: Seen) {
  const { id, version } = seen.party
  return { kind: 'recruitment', object_id: String(id), version }
}

/** The newest public message in place of the one that was clicked. */
export function updated(seen: Seen, call: Call): Answer {
  // What an old message shows, or one that is not known yet, tells nothing of the present one.
  const isPresent = seen.party.message_id === call.message?.id
  const message = partyMessage(seen, call.context)
  return { type: 'update', message, ...(isPresent && { panel: shown(seen) }) }
}

/** The public message of a new party. */
export function posted(seen: Seen, call: Call): Answer {
  const message = partyMessage(seen, call.context)
  return { type: 'reply', message, ephemeral: false, panel: shown(seen) }
}

/** The private panel in place of the private message that was used, or as a new one. */
export function privatePanel(seen: Seen, call: Call): Answer {
  const message = managePanel(seen, call.context)
  return call.message ? { type: 'update', message } : { type: 'reply', message, ephemeral: true }
}

/** A text that only the person who acted sees. */
export function whisper(content: string): Answer {
  return { type: 'reply', message: note(content), ephemeral: true }
}

/** Leads from an old message of a party to the present one. */
export function outdated({ seen }: { seen: Seen }, call: Call): Answer {
  const { context } = call
  const url = jumpUrl(seen.party, context) ?? webUrl(seen.party.id, context)
  const link = { label: t(context.locale, 'button.show'), url }
  const message = note(t(context.locale, 'error.message_outdated'), link)
  return { type: 'reply', message, ephemeral: true }
}

/** Does something with a party; some refusals become results with the party as it is. */
export async function attempt<Code extends string, Result extends Seen>(
  call: Call & { id: string },
  codes: readonly Code[],
  work: Promise<Result>,
): Promise<Result | Instead<Code>> {
  try {
    return await work
  } catch (error) {
    const code = codes.find((one) => error instanceof AppError && error.code === one)
    if (code === undefined) throw error
    return { instead: code, seen: await get(call.context, partyId(call.id)) }
  }
}
