import type { Transaction } from '#core/db/database.ts'
import type { Step } from '../rules/reminders.ts'
import { tables, type FormTables, type Reader } from './tables.ts'

/** A step as it is stored; `users` are those it was meant for, null for everybody who has not answered. */
export type StoredStep = Step & { users: string[] | null }

/** The plan of a form, by the time at which its steps are due. */
export async function loadSteps(from: Reader, formId: string): Promise<StoredStep[]> {
  const rows = await tables(from)
    .selectFrom('form_reminder_steps')
    .selectAll()
    .where('form_id', '=', formId)
    .orderBy('due_at')
    .execute()
  return rows.map((row) => ({
    type: row.reminder_type,
    due_at: row.due_at,
    state: row.state as Step['state'],
    users: row.users === null ? null : (JSON.parse(row.users) as string[]),
  }))
}

/** Stores steps of a plan over what was known of them. */
export async function saveSteps(
  tx: Transaction,
  form_id: string,
  steps: readonly (Step & { users?: string[] | null })[],
): Promise<void> {
  for (const { type, due_at, state, users = null } of steps) {
    const values = { due_at, state, users: users && JSON.stringify(users) }
    await tables(tx)
      .insertInto('form_reminder_steps')
      .values({ form_id, reminder_type: type, ...values })
      .onConflict((conflict) => conflict.columns(['form_id', 'reminder_type']).doUpdateSet(values))
      .execute()
  }
}

/** One reminder to one person. */
export type Reminder = Omit<FormTables['form_reminders'], 'id'> & { id: number }

/**
 * How far reminding somebody has come: `sending` is written before the message leaves, `redirected`
 * when a direct message was not taken and the channel is left.
 */
export type ReminderOutcome = 'sending' | 'redirected' | 'sent' | 'failed'

/**
 * Claims the reminder of these people; returns those who were not claimed before, or wait for the
 * channel. Whoever claims a person sends the message, and nobody else does.
 */
export async function claimReminders(
  tx: Transaction,
  claim: {
    form_id: string
    reminder_type: string
    channel: 'channel' | 'dm'
    batch: string
    at: number
    userIds: readonly string[]
  },
): Promise<string[]> {
  const { form_id, reminder_type, channel, batch, at, userIds } = claim
  const claimed: string[] = []
  for (let begin = 0; begin < userIds.length; begin += 200) {
    const rows = userIds.slice(begin, begin + 200).map((discord_id) => ({
      form_id,
      discord_id,
      reminder_type,
      sent_at: at,
      channel,
      batch,
      outcome: 'sending',
    }))
    const done = await tables(tx)
      .insertInto('form_reminders')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['form_id', 'discord_id', 'reminder_type'])
          .doUpdateSet({ sent_at: at, channel, batch, outcome: 'sending' })
          .where('form_reminders.outcome', '=', 'redirected'),
      )
      .returning('discord_id')
      .execute()
    claimed.push(...done.map(({ discord_id }) => discord_id))
  }
  return claimed
}

/** Notes how the reminders of a batch ended. */
export async function settleReminders(
  tx: Transaction,
  formId: string,
  batch: string,
  outcome: ReminderOutcome,
): Promise<void> {
  await tables(tx)
    .updateTable('form_reminders')
    .set({ outcome })
    .where('form_id', '=', formId)
    .where('batch', '=', batch)
    .execute()
}

/** All reminders of a form, the oldest first. */
export async function listReminders(from: Reader, formId: string): Promise<Reminder[]> {
  const rows = await tables(from)
    .selectFrom('form_reminders')
    .selectAll()
    .where('form_id', '=', formId)
    .orderBy('id')
    .execute()
  return rows
}

/** How many reminders ended in which way, over all forms. */
export async function countReminders(from: Reader): Promise<Record<string, number>> {
  const rows = await tables(from)
    .selectFrom('form_reminders')
    .select(['outcome', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('outcome')
    .execute()
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, Number(count)]))
}

/** Forgets who was reminded of a stage, so that it can be sent anew. */
export async function forgetStage(tx: Transaction, formId: string, type: string): Promise<void> {
  await tables(tx)
    .deleteFrom('form_reminders')
    .where('form_id', '=', formId)
    .where('reminder_type', '=', type)
    .execute()
}
