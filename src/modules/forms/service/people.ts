import type { RosterMember } from '#core/access/actor.ts'
import type { Context } from '#core/context.ts'
import { fold } from '#core/fold.ts'
import type { PageQuery } from '../contract/form.ts'
import type { MemberJson } from '../contract/people.ts'
import { notAuthorized } from '../errors.ts'
import { isAnonymous, showsNames } from '../rules/state.ts'
import { isTarget } from '../rules/targets.ts'
import { anonymousTakers, answeredBy } from '../store/counts.ts'
import type { Form } from '../store/forms.ts'
import { linksByCode, listRefusals, listTokens } from '../store/links.ts'
import { allMembers } from '../store/members.ts'
import { listReminders } from '../store/reminders.ts'
import type { LinkLine, Named } from '../views/people.ts'
import { manageForm } from './rights.ts'
import { targetsOf } from './roster.ts'

/** One page of a list. */
export type Listed<T> = { count: number; results: T[] }

type Directory = {
  named(userId: string): Named
  everyone: readonly RosterMember[]
}

/** Everybody in a guild with what the imported list says of them. */
async function directoryOf(context: Context, guildId: string): Promise<Directory> {
  const everyone = await context.members.everyone(guildId)
  const members = await allMembers(context.database)
  const byId = new Map(everyone.map((one) => [one.user_id, one]))
  return {
    everyone,
    named(user_id) {
      const member: MemberJson | null = members.get(user_id) ?? null
      return { user_id, account: byId.get(user_id) ?? null, member }
    },
  }
}

function matches({ user_id, account, member }: Named, q: string | undefined): boolean {
  const words = fold(q ?? '')
  if (!words) return true
  const texts = [
    user_id,
    account?.username,
    account?.display_name,
    member?.name,
    member?.student_id,
  ]
  return texts.some((text) => fold(text ?? '').includes(words))
}

function paged<T extends { person: Named }>(all: readonly T[], query: PageQuery): Listed<T> {
  const found = all.filter(({ person }) => matches(person, query.q))
  const begin = (query.page - 1) * query.page_size
  return { count: found.length, results: found.slice(begin, begin + query.page_size) }
}

/** Throws unless owners of the form may know who is behind it. */
function requireNames(form: Form): void {
  if (!showsNames(form.anonymity)) throw notAuthorized('names')
}

/** Who has answered, with those who are no longer asked. Named forms only. */
export async function listAnswered(context: Context, id: string, query: PageQuery) {
  const { form } = await manageForm(context, id, 'forms:read')
  requireNames(form)
  const directory = await directoryOf(context, form.guild_id)
  const asked = new Set((await targetsOf(context, form)).map(({ user_id }) => user_id))
  const answered = await answeredBy(context.database, id)
  const all = [...answered].map(([userId, times]) => ({
    person: directory.named(userId),
    ...times,
    is_target: asked.has(userId),
  }))
  return paged(all, query)
}

/** Ids of those who have answered; of anonymous forms, have taken a link. */
export async function doneIds(
  from: Parameters<typeof answeredBy>[0],
  form: Form,
): Promise<Pick<Set<string>, 'has'>> {
  return isAnonymous(form.anonymity) ? anonymousTakers(from, form.id) : answeredBy(from, form.id)
}

/** Ids of those who are asked and have not answered; of anonymous forms, have not taken a link. */
export async function missingIds(context: Context, form: Form): Promise<string[]> {
  const done = await doneIds(context.database, form)
  const targets = await targetsOf(context, form)
  return targets.map(({ user_id }) => user_id).filter((userId) => !done.has(userId))
}

/** Who is asked and has not answered. */
export async function listMissing(context: Context, id: string, query: PageQuery) {
  const { form } = await manageForm(context, id, 'forms:read')
  const directory = await directoryOf(context, form.guild_id)
  const reminded = new Map(
    (await listReminders(context.database, id)).map((one) => [one.discord_id, one.sent_at]),
  )
  const taken = new Map<string, number | null>()
  if (!isAnonymous(form.anonymity)) {
    for (const link of (await linksByCode(context.database, id)).values()) {
      taken.set(link.discord_id, link.used_at)
    }
  }
  const all = (await missingIds(context, form)).map((userId) => ({
    person: directory.named(userId),
    link_taken_at: taken.get(userId) ?? null,
    last_reminded_at: reminded.get(userId) ?? null,
  }))
  return paged(all, query)
}

/** Members whom the form does not concern. */
export async function listNotEligible(context: Context, id: string, query: PageQuery) {
  const { form } = await manageForm(context, id, 'forms:read')
  const directory = await directoryOf(context, form.guild_id)
  const all = directory.everyone
    .filter((member) => !member.bot && !isTarget(member, form.target_roles))
    .map(({ user_id }) => ({ person: directory.named(user_id) }))
  return paged(all, query)
}

/** The ledger of links; of anonymous forms only who has taken one. */
export async function listLinks(
  context: Context,
  id: string,
  query: PageQuery,
): Promise<Listed<LinkLine> & { refused: { code: string; count: number }[] }> {
  const { form } = await manageForm(context, id, 'forms:read')
  const directory = await directoryOf(context, form.guild_id)
  const refused = await listRefusals(context.database, id)
  if (isAnonymous(form.anonymity)) {
    const takers = await anonymousTakers(context.database, id)
    const all = [...takers]
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((userId) => ({ person: directory.named(userId), token: null, now: 0 }))
    return { ...paged(all, query), refused }
  }
  const now = context.clock.now()
  const all = (await listTokens(context.database, id)).map((token) => ({
    person: directory.named(token.discord_id),
    token,
    now,
  }))
  return { ...paged(all, query), refused }
}

/** What is known of people by id. */
export async function namesOf(context: Context, guildId: string): Promise<Directory['named']> {
  const directory = await directoryOf(context, guildId)
  return (userId) => directory.named(userId)
}
