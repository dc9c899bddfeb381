import type { Context } from '#core/context.ts'
import { environment } from '../rules/environment.ts'
import { forgetAlerts } from '../store/alerts.ts'
import { deleteForm, endedForms, lockForm, updateForm } from '../store/forms.ts'
import { forgetTokens } from '../store/links.ts'
import { namingTables } from '../store/tables.ts'
import { forgetUses } from '../store/uses.ts'
import { announce } from './change.ts'
import { useLimits } from './limits.ts'
import { raiseAlert } from './alerts.ts'

const dayMs = 24 * 3_600_000
/** Addresses of those who used a link of a named form are kept so long. */
const addressMs = 30 * dayMs
/** Administrators are told so long before a form is purged. */
const noticeMs = 7 * dayMs

/** Deletes what is past its time: links, addresses, counts of limits, and forms after a notice. */
export async function cleanUp(context: Context): Promise<void> {
  const { database, clock } = context
  const now = clock.now()
  await database.write(async (tx) => {
    await forgetTokens(tx, { expired: now - dayMs, ip: now - addressMs, now })
    await forgetUses(tx, useLimits, now)
    await forgetAlerts(tx, now - dayMs)
  })
  // Whose link it was, and in which order links were taken, must not be readable in the files.
  await database.scrub(namingTables)
  await purge(context)
}

/** Deletes forms that ended long ago, a week after administrators were told so. */
async function purge(context: Context): Promise<void> {
  const { database, clock } = context
  const now = clock.now()
  const keptMs = context.settings(environment).FORMS_RETENTION_DAYS * dayMs
  for (const form of await endedForms(database, now - keptMs + noticeMs)) {
    const told = form.purge_told_at
    if (told === null) {
      await raiseAlert(context, form, 'purge', form.title)
      await context.write(async (unit) => {
        const before = await lockForm(unit, form.id)
        if (before) await updateForm(unit, { ...before, purge_told_at: now })
      })
    } else if (told + noticeMs <= now && (form.closed_at ?? now) + keptMs <= now) {
      await context.write(async (unit) => {
        await deleteForm(unit, form.id)
        await announce(unit, { ...form, version: form.version + 1 }, 'deleted', { purged: true })
      })
    }
  }
}
