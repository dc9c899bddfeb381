import type { Context } from '#core/context.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { MessageBody } from '#discord/message.ts'
import { privacyLevels, type StaffRow } from '../contract/row.ts'
import { staffSettings } from '../rules/settings.ts'
import { say } from './message.ts'
import { t } from './texts.ts'

/** For how many days it is kept who was online when. */
export function historyDays({ settings }: Pick<Context, 'settings'>): number {
  return settings(staffSettings).STAFF_PRESENCE_HISTORY_DAYS
}

/** What others see of somebody, with buttons to change it. */
export function privacyAnswer(locale: Locale, row: StaffRow, history: number): MessageBody {
  const level = t(locale, `answer.privacy.${row.privacy}`)
  const shares = t(locale, row.shares_publicly ? 'answer.shares.on' : 'answer.shares.off')
  const text = t(locale, 'answer.privacy.text', { history, level })
  const wish = row.shares_publicly ? 'off' : 'on'
  return say(`**${t(locale, 'answer.privacy.title')}**\n${text}\n${shares}`, [
    {
      type: 1,
      components: [
        ...privacyLevels.map((one) => ({
          type: 2 as const,
          style: one === row.privacy ? (1 as const) : (2 as const),
          label: t(locale, `button.privacy.${one}`),
          custom_id: `st:1:privacy:${one}`,
          disabled: one === row.privacy,
        })),
        {
          type: 2,
          style: 2,
          label: t(locale, `button.shares.${wish}`),
          custom_id: `st:1:shares:${wish}`,
        },
      ],
    },
  ])
}

/** The way to the page on which one's own account is linked. */
export function linkAnswer(locale: Locale, publicUrl: string): MessageBody {
  return say(t(locale, 'answer.link_self'), [
    {
      type: 1,
      components: [
        { type: 2, style: 5, label: t(locale, 'button.link'), url: `${publicUrl}/staff/link` },
      ],
    },
  ])
}
