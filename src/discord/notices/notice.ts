import type { Locale } from '#core/i18n/locale.ts'
import type { MessageBody } from '../message.ts'
import type { QuietHours } from './rules.ts'

/**
 * One thing that people are told once: nobody hears of the same module, object, kind and version
 * twice. A budget counts the notices of one module and kind.
 */
export type Notice = { module: string; object_id: string; kind: string; version: number }

/** How a guild wants its people told. */
export type NoticePolicy = QuietHours & {
  /** IANA zone of the quiet hours. */
  zone: string
  /** People are written to directly at all. */
  direct: boolean
  /** Direct messages of one kind that a person gets at most per hour. */
  per_hour: number
  /** Where those of a server are mentioned who cannot be reached directly; null mentions nobody. */
  mention_in: { guild_id: string; channel_id: string } | null
}

/** Somebody who is to be told now, in his or her own language. */
export type Recipient = { user_id: string; locale: Locale }

/** What a module says of a notice, looking at the present state: it is asked again before each step. */
export type NoticeContent = {
  policy: NoticePolicy
  /** Everybody whom it concerns. */
  people: readonly string[]
  /** Whether it still means something to this person. */
  isMeaningful(userId: string): boolean
  /** Language of people who have not said theirs. */
  locale: Locale
  /** The direct message; its `content` is how it is known again. */
  direct(to: Recipient): MessageBody
  /** One message that mentions all of these; its last line is how it is known again. */
  mention(userIds: readonly string[]): MessageBody
}

/** Looks at the object; null when there is nothing to tell any more. */
export type LookAt = () => Promise<NoticeContent | null>
