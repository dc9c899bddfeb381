import type { Locale } from '#core/i18n/locale.ts'
import { escapeMarkdown, wire, type MessageBody } from '#discord/message.ts'
import { fellShort, neededToStart } from '../rules/time.ts'
import type { PartyView } from '../store/parties.ts'
import { jumpUrl, webUrl, type ViewSettings } from './json.ts'
import { button } from './parts.ts'
import { t } from './texts.ts'

/** The kinds of notices, as texts name them. */
export type NoticeText =
  | 'full'
  | 'started'
  | 'promoted'
  | 'offered'
  | 'kicked'
  | 'cancelled'
  | 'expired'
  | 'expired_short'
  | 'last_call'
  | 'seat_free'
  | 'invited'
  | 'alert'
  | 'reminder'

function unix(at: number | null): number {
  return Math.floor((at ?? 0) / 1_000)
}

/** Who hears that a party has ended hears why. */
function reasonOf({ party }: PartyView, kind: NoticeText): NoticeText {
  return kind === 'expired' && fellShort(party, party.current_slots) ? 'expired_short' : kind
}

function text(view: PartyView, kind: NoticeText, to: { user_id: string | null; locale: Locale }) {
  const { party, seats, owner } = view
  const seat = seats.find((one) => one.user_id === to.user_id)
  const values = {
    title: escapeMarkdown(party.title),
    owner: escapeMarkdown(owner.display_name),
    current: party.current_slots,
    max: party.max_slots,
    min: neededToStart(party),
    starts: `<t:${unix(party.starts_at)}:R>`,
    until: `<t:${unix(seat?.offer_expires_at ?? null)}:R>`,
  }
  return t(to.locale, `notice.${reasonOf(view, kind)}`, values)
}

function buttons(
  { party }: PartyView,
  kind: NoticeText,
  locale: Locale,
  url: string,
): NonNullable<MessageBody['components']> {
  const act = (verb: 'accept' | 'decline', style: 3 | 4) =>
    button(verb, party.id, { label: t(locale, `button.${verb}`), style })
  const open = { type: wire.button, style: wire.link, label: t(locale, 'button.show'), url }
  return [
    {
      type: wire.actionRow,
      components: [
        ...(kind === 'offered' ? [act('accept', wire.success)] : []),
        ...(kind === 'invited' ? [act('decline', wire.danger)] : []),
        open,
      ],
    },
  ]
}

/** A direct message about a party, in the person's own language. */
export function directNotice(
  view: PartyView,
  kind: NoticeText,
  to: { user_id: string; locale: Locale },
  settings: ViewSettings,
): MessageBody {
  const url = jumpUrl(view.party, settings) ?? webUrl(view.party.id, settings)
  const components = buttons(view, kind, to.locale, url)
  return { content: text(view, kind, to), components, allowed_mentions: { parse: [] } }
}

/** One message in the channel that mentions exactly these people, in the guild's language. */
export function channelNotice(
  view: PartyView,
  kind: NoticeText,
  userIds: readonly string[],
  settings: ViewSettings,
): MessageBody {
  const { locale } = view.party
  const mentions = userIds.map((id) => `<@${id}>`).join(' ')
  const [only] = userIds
  const about = text(view, kind, { user_id: userIds.length === 1 ? (only ?? null) : null, locale })
  const url = jumpUrl(view.party, settings) ?? webUrl(view.party.id, settings)
  return {
    content: `${mentions}\n${about}`,
    components: buttons(view, kind, locale, url),
    allowed_mentions: { parse: [], users: [...userIds] },
  }
}
