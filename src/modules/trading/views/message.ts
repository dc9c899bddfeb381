import type { APIEmbed, APIMessageTopLevelComponent } from 'discord-api-types/v10'
import type { Locale } from '#core/i18n/locale.ts'
import { cut, noMentions, type MessageBody } from '#discord/message.ts'
import type { NotificationType, ResponseType } from '../contract/envelope.ts'
import type { Mode } from '../contract/values.ts'
import type { Card } from './card.ts'
import { t } from './texts.ts'

/** Colours of messages by how they are meant. */
const colours: Record<ResponseType | NotificationType, number> = {
  success: 0x00_ff_00,
  info: 0x00_99_ff,
  warning: 0xff_a5_00,
  error: 0xff_00_00,
  confirm: 0xff_a5_00,
}

/** What an answer shows, from a command. */
export type Shown = {
  type: ResponseType
  message: string
  card?: Card
  picture?: { name: string; png: Buffer }
  ask?: { order_id: string; kind: 'confirm' | 'approve' }
  /** What money it is about; nobody is to take one for the other. */
  mode?: Mode
}

/** An embed may hold 6,000 characters in all. */
const wholeEmbed = 5_800

function fieldsOf(card: Card | undefined, used: number): NonNullable<APIEmbed['fields']> {
  let left = wholeEmbed - used
  return (card?.fields ?? [])
    .slice(0, 25)
    .map(({ name, value, inline = true }) => ({
      name: cut(name, 256) || '–',
      value: cut(value, 1_024) || '–',
      inline,
    }))
    .filter(({ name, value }) => {
      left -= name.length + value.length
      return left > 0
    })
}

function buttons(
  { order_id, kind }: NonNullable<Shown['ask']>,
  locale: Locale,
  verbs: readonly [yes: string, no: string] = ['confirm', 'reject'],
): APIMessageTopLevelComponent[] {
  const [yes, no] = verbs
  const label = t(locale, kind === 'confirm' ? 'button.confirm' : 'button.approve')
  return [
    {
      type: 1,
      components: [
        { type: 2, style: 3, custom_id: `tr:1:${yes}:${order_id}`, label },
        {
          type: 2,
          style: 4,
          custom_id: `tr:1:${no}:${order_id}`,
          label: t(locale, 'button.reject'),
        },
      ],
    },
  ]
}

/** A command's answer as a message. */
export function answerMessage(shown: Shown, locale: Locale): MessageBody {
  const { type, message, card, picture, ask, mode } = shown
  const description = cut(message, 4_096)
  const embed: APIEmbed = {
    ...(card && { title: cut(card.title, 256) }),
    description,
    color: colours[type],
    fields: fieldsOf(card, description.length + (card?.title.length ?? 0)),
    ...(picture && { image: { url: `attachment://${picture.name}` } }),
    ...(mode && { footer: { text: t(locale, `mode.${mode}`) } }),
  }
  return {
    embeds: [embed],
    components: ask ? buttons(ask, locale) : [],
    allowed_mentions: noMentions,
    ...(picture && {
      files: [{ name: picture.name, data: picture.png, contentType: 'image/png' }],
    }),
  }
}

/** A notification as a message. */
export function notificationMessage(
  it: {
    type: NotificationType
    title: string | null
    message: string
    fields: readonly { name: string; value: string; inline: boolean }[]
    ask_order_id: string | null
  },
  locale: Locale,
): MessageBody {
  const { type, title, message, fields, ask_order_id } = it
  const card = { title: title ?? '', fields }
  const description = cut(message, 4_096)
  const embed: APIEmbed = {
    ...(title !== null && { title: cut(title, 256) }),
    description,
    color: colours[type],
    fields: fieldsOf(card, description.length + card.title.length),
  }
  const ask = ask_order_id === null ? null : ({ order_id: ask_order_id, kind: 'approve' } as const)
  return {
    embeds: [embed],
    ...(ask && { components: buttons(ask, locale, ['approve', 'decline']) }),
    allowed_mentions: noMentions,
  }
}
