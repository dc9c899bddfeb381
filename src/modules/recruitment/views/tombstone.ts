import type { MessageBody } from '#discord/message.ts'
import type { PartyView } from '../store/parties.ts'
import type { ViewSettings } from './json.ts'
import { partyMessage } from './message.ts'
import { t } from './texts.ts'

const grey = 0x80848e

/** What stays of the message of a deleted party: grey, without buttons and links. */
export function tombstone(view: PartyView, settings: ViewSettings): MessageBody {
  const message = partyMessage(view, settings)
  const author = { name: t(view.party.locale, 'message.deleted') }
  const embeds = (message.embeds ?? []).map((embed) => {
    const grave = { ...embed, author, color: grey }
    delete grave.url
    return grave
  })
  return { ...message, embeds, components: [] }
}
