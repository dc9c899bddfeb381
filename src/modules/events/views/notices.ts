import { parseLocale, type Locale } from '#core/i18n/locale.ts'
import {
  cut,
  escapeMarkdown,
  linkButton,
  mention,
  moment,
  noMentions,
  row,
  wire,
  type MessageBody,
} from '#discord/message.ts'
import type { EventRecord } from '../rules/event.ts'
import type { NoticeKind } from '../rules/notices.ts'
import type { MessageRecord } from '../store/messages.ts'
import { messageUrl, webUrl, type ViewSettings } from './json.ts'
import { reasonText } from './message.ts'
import { button } from './parts.ts'
import { t } from './texts.ts'

/** Where an event is, after its time; nothing where nobody has said so. */
function placeOf({ voice_channel_id, location }: EventRecord): string {
  if (voice_channel_id !== null) return ` · <#${voice_channel_id}>`
  return location === null ? '' : ` · ${escapeMarkdown(cut(location, 200))}`
}

function textOf(event: EventRecord, kind: NoticeKind, locale: Locale): string {
  const values = {
    title: escapeMarkdown(cut(event.title, 200)),
    time: moment(event.start_at, 'F'),
    distance: moment(event.start_at, 'R'),
    place: placeOf(event),
    reason: reasonText(event, locale),
  }
  return t(locale, `notice.${kind}`, values).trim()
}

/** What a person is told directly, in his or her own language. */
export function directNotice(
  event: EventRecord,
  kind: NoticeKind,
  locale: Locale,
  settings: Pick<ViewSettings, 'publicUrl'>,
): MessageBody {
  const link = linkButton(t(locale, 'button.show'), webUrl(event.id, settings))
  const choice = [
    button('accept', event.id, { label: t(locale, 'button.accept'), style: wire.success }),
    button('decline', event.id, { label: t(locale, 'button.decline'), style: wire.secondary }),
  ]
  return {
    content: textOf(event, kind, locale),
    components: [row([...(kind === 'offer' ? choice : []), link])],
    allowed_mentions: noMentions,
  }
}

/** One message for all who cannot be reached directly, in the event's language. */
export function channelNotice(
  event: EventRecord,
  kind: NoticeKind,
  userIds: readonly string[],
  settings: Pick<ViewSettings, 'publicUrl'>,
): MessageBody {
  const locale = parseLocale(event.locale) ?? 'en'
  return {
    content: `${userIds.map(mention).join(' ')}\n${textOf(event, kind, locale)}`,
    components: [row([linkButton(t(locale, 'button.show'), webUrl(event.id, settings))])],
    allowed_mentions: { users: [...userIds] },
  }
}

/** Says in a channel for announcements what is planned and where people sign up, in that server's language. */
export function announcementText(
  event: EventRecord,
  message: MessageRecord,
  settings: ViewSettings,
): MessageBody {
  const locale = parseLocale(message.locale) ?? 'en'
  const title = escapeMarkdown(cut(event.title, 200))
  const time = moment(event.start_at, 'F')
  const url = messageUrl(message, settings) ?? webUrl(event.id, settings)
  return {
    content: t(locale, 'notice.announcement', { title, time, url }),
    components: [],
    allowed_mentions: noMentions,
  }
}
