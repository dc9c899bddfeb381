import { toInstant } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'
import {
  escapeMarkdown,
  linkButton,
  moment,
  noMentions,
  row,
  type MessageBody,
} from '#discord/message.ts'
import type { AlertDetail, AlertKind } from '../rules/alerts.ts'
import { t } from './texts.ts'

/** A problem as it is told. Times are epoch milliseconds. */
export type ToldAlert = {
  id: string
  kind: AlertKind
  guild_id: string
  detail: AlertDetail
  since: number
  ended_at: number | null
}

/** What an owner is told of a problem: that it began, or that it is over. */
export function alertMessage(
  { kind, guild_id, detail, since, ended_at }: ToldAlert,
  guildName: string | null,
  locale: Locale,
  { publicUrl }: { publicUrl: string },
): MessageBody {
  const values = Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'string' ? escapeMarkdown(value) : value,
    ]),
  )
  const what = t(locale, `alert.${kind}`, values)
  const where = guildName === null ? '' : ` (${escapeMarkdown(guildName)})`
  const page = guild_id ? `events/servers/${guild_id}` : 'admin/jobs'
  const times = { since: moment(since, 'F'), until: moment(ended_at ?? since, 'F') }
  const when = t(locale, ended_at === null ? 'alert.raised' : 'alert.cleared', times)
  return {
    content: `${ended_at === null ? '⚠️' : '✅'} **${what}**${where}\n${when}`,
    components: [row([linkButton(t(locale, 'alert.show'), `${publicUrl}/${page}`)])],
    allowed_mentions: noMentions,
  }
}

/** A problem as other software is told of it. */
export function alertJson({ id, kind, guild_id, detail, since, ended_at }: ToldAlert) {
  return {
    id,
    kind,
    guild_id: guild_id || null,
    detail,
    since: toInstant(since),
    ended_at: toInstant(ended_at),
  }
}
