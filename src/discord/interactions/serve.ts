import type { Actor, GuildMember } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import { parseLocale, type Locale } from '#core/i18n/locale.ts'
import type { Texts } from '#core/i18n/texts.ts'
import { newReference } from '#core/ids.ts'
import { Replay, storeAnswer, type InboxEntry } from '#core/inbox.ts'
import { openKept, sealKept } from '#core/kept.ts'
import { outdatedCode, type Answer, type Call, type Handler } from '../part.ts'
import type { PersonInteraction } from './payload.ts'
import type { People } from './people.ts'
import { privateText, type OwnAnswers } from './texts.ts'

/** Runs a handler for an interaction; never rejects: refusals and failures are answers too. */
export type Serve = <C extends Call>(
  interaction: PersonInteraction,
  handler: Handler<C>,
  complete: (base: Call) => C,
) => Promise<Answer>

type Needs = {
  services: Services
  people: People
  texts: Texts
  say: OwnAnswers
  /** Somebody used a message that is out of date. */
  stale(interaction: PersonInteraction): void
}

/** UTF-16 units of a message's text. */
const messageLimit = 2_000

type Base = Omit<Call, 'context'>

function baseOf(interaction: PersonInteraction): Base {
  return {
    interaction_id: interaction.id,
    guild_id: interaction.guild_id ?? null,
    channel_id: interaction.channel_id ?? null,
    guildLocale: parseLocale(interaction.guild_locale) ?? 'en',
    message: interaction.message ?? null,
  }
}

function memberOf({ member, guild_id }: PersonInteraction): GuildMember | null {
  if (!member || !guild_id) return null
  const { user, roles, permissions } = member
  return { guild_id, user_id: user.id, roles, permissions: BigInt(permissions) }
}

/** What was asked, to tell a repetition from another request under the same id. */
function subjectOf(interaction: PersonInteraction): string {
  const { data } = interaction
  return `${interaction.type}:${'custom_id' in data ? data.custom_id : data.name}`
}

/** A refusal in words, with what is wrong with each value. */
function refusalText(texts: Texts, locale: Locale, error: AppError): string {
  const whole = texts.error(locale, error)
  if (error.code !== 'validation_error') return whole
  const issues = Object.values(error.details.fields ?? {}).flat()
  const said = issues.map((issue) => texts.sentence(locale, issue) ?? issue)
  return [whole, ...new Set(said)].join('\n').slice(0, messageLimit)
}

/** Makes the function that runs handlers. */
export function createServe(needs: Needs): Serve {
  const { services, people, texts, say } = needs

  function explain(error: unknown, interaction: PersonInteraction, locale: Locale): Answer {
    if (error instanceof AppError) {
      if (error.code === outdatedCode) needs.stale(interaction)
      return privateText(refusalText(texts, locale, error))
    }
    const reference = newReference(services.random)
    services.log.error(
      { err: error, reference, interaction: interaction.id, subject: subjectOf(interaction) },
      'an interaction failed',
    )
    return say(locale, 'failed', { reference })
  }

  /**
   * Whoever was told that a click failed must not find later that it has taken effect: a connection
   * that resumes brings it once more, when it might succeed.
   */
  async function refuse(
    error: unknown,
    interaction: PersonInteraction,
    { locale, inbox }: { locale: Locale; inbox: InboxEntry },
  ): Promise<Answer> {
    const { database, clock, secretBox } = services
    // The store gives back what `answer` made when the interaction came for the first time.
    const again = (kept: unknown) => openKept(secretBox, inbox.key, kept) as Answer
    try {
      if (error instanceof Replay) return again(error.response)
    } catch (failure) {
      return explain(failure, interaction, locale)
    }
    const answer = explain(error, interaction, locale)
    try {
      const own = sealKept(secretBox, inbox.key, answer)
      const counts = await storeAnswer(database, clock.now(), inbox, own)
      return counts === own ? answer : again(counts)
    } catch (failure) {
      services.log.warn({ err: failure, interaction: interaction.id }, 'a refusal was not stored')
      return answer
    }
  }

  return async (interaction, handler, complete) => {
    const locale = parseLocale(interaction.locale) ?? 'en'
    const stored: { answer?: Answer } = {}
    const key = `interaction:${interaction.id}`
    const inbox: InboxEntry = {
      key,
      requestHash: subjectOf(interaction),
      render: (result) =>
        sealKept(services.secretBox, key, (stored.answer = handler.answer(result, call))),
    }
    let call: ReturnType<typeof complete>
    try {
      const account = interaction.member?.user ?? interaction.user
      if (!account) return say(locale, 'outdated')
      const described = { ...account, locale: interaction.locale }
      const met = handler.untraced ? people.glance(described) : people.meet(described)
      const user = met instanceof Promise ? await met : met
      const actor: Actor = { source: 'discord', user, key: null, member: memberOf(interaction) }
      const context = createContext(services, { actor, locale, inbox })
      call = complete({ ...baseOf(interaction), context })
      const result = await handler.perform(call)
      return stored.answer ?? handler.answer(result, call)
    } catch (error) {
      return refuse(error, interaction, { locale, inbox })
    }
  }
}
