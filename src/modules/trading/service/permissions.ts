import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import { decimal, least, plainText } from '#core/money.ts'
import type { permissionsAnswer } from '../contract/data.ts'
import { roleNames } from '../rules/rights.ts'
import { orderedToday } from './overview.ts'
import { rightsOfUser } from './rights.ts'
import { loadLimits } from './state.ts'

/** The tighter of two limits; null stands for none. */
function smaller(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return plainText(least(decimal(a), decimal(b)))
}

/** What a person may do; nothing for whom nobody knows. */
export async function permissionsOf(
  context: Context,
  userId: string,
): Promise<z.infer<typeof permissionsAnswer>> {
  const [rights, limits, used] = await Promise.all([
    rightsOfUser(context, userId),
    loadLimits(context, context.database),
    orderedToday(context, userId),
  ])
  const { view, trade, admin, sources } = rights
  return {
    status: 'ok',
    user_id: userId,
    permissions: { view, trade, admin },
    roles: roleNames(rights),
    sources: [...sources],
    limits: {
      max_order_krw: smaller(limits.max_order_krw, limits.person_max_order_krw),
      confirm_above_krw: limits.confirm_above_krw,
      daily_order_krw: smaller(limits.daily_order_krw, limits.person_daily_order_krw),
      used_today_krw: plainText(used),
    },
  }
}
