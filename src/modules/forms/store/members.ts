import type { Transaction } from '#core/db/database.ts'
import type { MemberJson } from '../contract/people.ts'
import { tables, type Reader } from './tables.ts'

/** Somebody of the imported list. */
export async function findMember(from: Reader, userId: string): Promise<MemberJson | null> {
  const row = await tables(from)
    .selectFrom('form_members')
    .selectAll()
    .where('discord_id', '=', userId)
    .executeTakeFirst()
  if (!row) return null
  const { discord_id: discord_user_id, ...rest } = row
  return { discord_user_id, ...rest }
}

/** The imported list by Discord id. */
export async function allMembers(from: Reader): Promise<Map<string, MemberJson>> {
  const rows = await tables(from).selectFrom('form_members').selectAll().orderBy('name').execute()
  return new Map(
    rows.map(({ discord_id: discord_user_id, ...rest }) => [
      discord_user_id,
      { discord_user_id, ...rest },
    ]),
  )
}

/** Adds somebody to the list, or changes what it says. */
export async function saveMember(tx: Transaction, member: MemberJson): Promise<void> {
  const { discord_user_id: discord_id, ...values } = member
  await tables(tx)
    .insertInto('form_members')
    .values({ discord_id, ...values })
    .onConflict((conflict) => conflict.column('discord_id').doUpdateSet(values))
    .execute()
}

/** Takes somebody off the list; false when nobody was there. */
export async function deleteMember(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tables(tx)
    .deleteFrom('form_members')
    .where('discord_id', '=', userId)
    .returning('discord_id')
    .execute()
  return rows.length > 0
}
