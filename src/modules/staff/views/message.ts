import type { Context } from '#core/context.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { noMentions, type MessageBody } from '#discord/message.ts'
import type { PresenceLink } from '#core/presence.ts'
import type { StaffRow } from '../contract/row.ts'
import { countsAsOnline } from './json.ts'
import { t, type TextKey } from './texts.ts'

/** Discord allows 1,024 characters in a field, 25 fields, and 6,000 in a whole message. */
const fieldLength = 1_000
const mostFields = 24
const wholeLength = 5_400
const accent = 0x43_38_ca

/** Signs that differ by shape and not by colour alone. */
const signs = { online: '🟢', idle: '🌙', dnd: '⛔', offline: '⚪', unknown: '❔' } as const

/** Text that Discord shows as it is: no formatting, no mention, no link. */
export function plain(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/[\\*_~`|>#[\]()<@:]/g, (sign) =>
      sign === '@' || sign === '<' || sign === ':' ? `${sign}\u200B` : `\\${sign}`,
    )
}

function stateText(locale: Locale, row: StaffRow): string | null {
  const state = row.discord_presence_state
  if (state === 'hidden' || state === 'unlinked' || state === 'not_in_guild') {
    return t(locale, `state.${state}`)
  }
  return null
}

/** Status of a row in words, with its sign. */
export function statusText(locale: Locale, row: StaffRow): string {
  const status = row.discord_status ?? 'unknown'
  return `${signs[status]} ${stateText(locale, row) ?? t(locale, `status.${status}`)}`
}

/** A day of the calendar (2030-05-17) in the reader's language. */
export function dayText(locale: Locale, day: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    Date.parse(day),
  )
}

function leaveText(locale: Locale, row: StaffRow): string | null {
  if (!row.is_on_loa) return null
  const day = row.loa_end_date
  return day === null
    ? t(locale, 'loa.open')
    : t(locale, 'loa.until', { day: dayText(locale, day) })
}

/** One line of a list: who, how, what. */
export function rowLine(locale: Locale, row: StaffRow): string {
  const about = [
    row.duty_state === 'off' ? null : t(locale, `duty.${row.duty_state}`),
    leaveText(locale, row),
    row.discord_activity && plain(row.discord_activity.slice(0, 60)),
  ].filter(Boolean)
  const name = `**${plain(row.display_name)}**`
  return [`${statusText(locale, row)} ${name}`, ...about].join(' · ')
}

/** Lines that fit, and how many do not. */
function fitting(lines: readonly string[], room: number): { text: string; left: number } {
  let text = ''
  for (const [index, line] of lines.entries()) {
    if (text.length + line.length + 1 > room) return { text, left: lines.length - index }
    text = text === '' ? line : `${text}\n${line}`
  }
  return { text, left: 0 }
}

function groupsOf(rows: readonly StaffRow[], locale: Locale): [string, StaffRow[]][] {
  const sorted = rows.toSorted(
    (a, b) => a.role_priority - b.role_priority || a.display_name.localeCompare(b.display_name),
  )
  const groups = Map.groupBy(sorted, ({ role }) => role ?? t(locale, 'panel.no_rank'))
  return [...groups]
}

function footer(rows: readonly StaffRow[], locale: Locale): string {
  return t(locale, 'panel.count', {
    online: rows.filter(countsAsOnline).length,
    total: rows.length,
    duty: rows.filter(({ on_duty }) => on_duty).length,
    away: rows.filter(({ is_on_loa }) => is_on_loa).length,
  })
}

function description(link: PresenceLink, locale: Locale, rows: readonly StaffRow[]) {
  if (rows.length === 0) return t(locale, 'panel.nobody')
  if (!link.presence_intent) return t(locale, 'panel.no_presence')
  if (link.connected || link.since === 0) return undefined
  return t(locale, 'panel.stale', { when: `<t:${Math.floor(link.since / 1_000)}:R>` })
}

/** The roster as a message that stays. Nothing in it pings anybody. */
export function rosterPanel(
  rows: readonly StaffRow[],
  locale: Locale,
  context: Pick<Context, 'publicUrl'> & { link: PresenceLink; guildId: string },
): MessageBody {
  let room = wholeLength
  let left = 0
  const fields: { name: string; value: string }[] = []
  for (const [name, members] of groupsOf(rows, locale)) {
    const lines = members.map((row) => rowLine(locale, row))
    const shown = fitting(lines, Math.min(fieldLength, room - name.length))
    if (shown.text === '' || fields.length >= mostFields) {
      left += members.length
      continue
    }
    left += shown.left
    room -= shown.text.length + name.length
    fields.push({ name: plain(name).slice(0, 256), value: shown.text })
  }
  const about = description(context.link, locale, rows)
  const more = left > 0 ? t(locale, 'panel.more', { count: left }) : null
  const text = [about, more].filter(Boolean).join('\n')
  return {
    embeds: [
      {
        title: t(locale, 'panel.title'),
        url: `${context.publicUrl}/staff`,
        color: accent,
        ...(text !== '' && { description: text }),
        fields,
        footer: { text: footer(rows, locale) },
      },
    ],
    components: [
      {
        type: 1,
        components: [
          {
            type: 2,
            style: 2,
            label: t(locale, 'choice.online'),
            emoji: { name: '🟢' },
            custom_id: `st:1:who:${context.guildId}`,
          },
          {
            type: 2,
            style: 5,
            label: t(locale, 'button.open'),
            url: `${context.publicUrl}/staff`,
          },
        ],
      },
    ],
    allowed_mentions: noMentions,
  }
}

/** A list for one reader. */
export function rosterList(
  rows: readonly StaffRow[],
  locale: Locale,
  texts: { title: TextKey; none: TextKey },
  context: Pick<Context, 'publicUrl'>,
): MessageBody {
  const lines = rows.map((row) =>
    row.role === null ? rowLine(locale, row) : `${rowLine(locale, row)} · ${plain(row.role)}`,
  )
  const { text, left } = fitting(lines, 3_800)
  const more = left > 0 ? `\n${t(locale, 'panel.more', { count: left })}` : ''
  return {
    embeds: [
      {
        title: t(locale, texts.title),
        url: `${context.publicUrl}/staff`,
        color: accent,
        description: lines.length === 0 ? t(locale, texts.none) : `${text}${more}`,
      },
    ],
    allowed_mentions: noMentions,
  }
}

/** A short private answer. */
export function say(text: string, components?: MessageBody['components']): MessageBody {
  return { content: text, allowed_mentions: noMentions, ...(components && { components }) }
}
