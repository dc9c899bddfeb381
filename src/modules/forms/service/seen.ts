import type { Context } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import type { FormCounts } from '../contract/form.ts'
import { isAnonymous, whyShut } from '../rules/state.ts'
import { isTarget } from '../rules/targets.ts'
import { issuedTo } from '../store/anonymous.ts'
import * as counts from '../store/counts.ts'
import type { Form } from '../store/forms.ts'
import type { Mine, SeenForm } from '../views/json.ts'
import type { Reader } from './rights.ts'

const problems = ['late', 'foreign', 'mistyped', 'missing_code', 'not_target'] as const

/** Ids of everybody who is asked; none while Discord cannot be asked. */
async function targetIds(context: Context, form: Form): Promise<Set<string>> {
  try {
    const everyone = await context.members.everyone(form.guild_id)
    const asked = everyone.filter((member) => isTarget(member, form.target_roles))
    return new Set(asked.map(({ user_id }) => user_id))
  } catch (error) {
    if (error instanceof AppError && error.code === 'busy') return new Set()
    throw error
  }
}

/** How many have answered a form, as it is right now. */
export async function countForm(context: Context, form: Form): Promise<FormCounts> {
  const { database } = context
  const targets = await targetIds(context, form)
  const statuses = await counts.countStatuses(database, form.id)
  const sum = problems.reduce((all, status) => all + (statuses[status] ?? 0), 0)
  const valid = statuses['valid'] ?? 0
  const base = { targets: targets.size, reissued: form.reissued, problems: sum }
  const rateOf = (answered: number) =>
    targets.size === 0 ? null : Math.min(1, answered / targets.size)
  if (isAnonymous(form.anonymity)) {
    const takers = await counts.anonymousTakers(database, form.id)
    const missing = [...targets].filter((id) => !takers.has(id)).length
    const issued = takers.size + form.reissued
    return { ...base, answered: valid, missing, rate: rateOf(valid), outside: 0, issued }
  }
  const answered = await counts.answeredBy(database, form.id)
  const inside = [...answered.keys()].filter((id) => targets.has(id)).length
  return {
    ...base,
    answered: inside,
    missing: targets.size - inside,
    rate: rateOf(inside),
    outside: answered.size - inside,
    issued: await counts.countUsedLinks(database, form.id),
  }
}

/** Where a reader stands with a form; null for keys that act for nobody. */
async function mineOf(context: Context, form: Form, reader: Reader): Promise<Mine | null> {
  const { user_id, manager, roles } = reader
  if (user_id === null) return null
  const is_target = isTarget({ user_id, bot: false, roles }, form.target_roles)
  const isBlind = isAnonymous(form.anonymity)
  const own = isBlind ? null : await counts.answerOf(context.database, form.id, user_id)
  const answered = isBlind
    ? (await issuedTo(context.database, form.id, user_id)) !== undefined
    : own !== null
  const shut = whyShut(form, context.clock.now())
  const again = answered && !(form.allow_edit && !isBlind)
  const reason = shut ?? (is_target ? (again ? 'ALREADY_RESPONDED' : null) : 'NOT_AUTHORIZED')
  const answered_at = own?.responded_at ?? null
  return { is_target, answered, answered_at, can_manage: manager, reason }
}

/** A form as a reader sees it. */
export async function seenForm(context: Context, form: Form, reader: Reader): Promise<SeenForm> {
  const names = new Map(context.members.roles(form.guild_id).map(({ id, name }) => [id, name]))
  return {
    form,
    counts: await countForm(context, form),
    roles: form.target_roles.map((id) => ({ id, name: names.get(id) ?? null })),
    mine: await mineOf(context, form, reader),
    can_manage: reader.manager,
  }
}
