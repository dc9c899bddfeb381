import { tables, type Reader } from './tables.ts'

/** What a manager wrote down about somebody; `created_at` is epoch milliseconds. */
export type Note = {
  id: number
  member_id: number
  /** Who wrote it, by name; null: a service key. */
  author: string | null
  text: string
  created_at: number
}

/** The notes about somebody, the newest first. */
export async function loadNotes(reader: Reader, memberId: number): Promise<Note[]> {
  return tables(reader)
    .selectFrom('staff_notes')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('id', 'desc')
    .execute()
}

/** Stores a note. */
export async function insertNote(reader: Reader, note: Omit<Note, 'id'>): Promise<Note> {
  return tables(reader)
    .insertInto('staff_notes')
    .values(note)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Removes a note about somebody; false when there is none. */
export async function deleteNote(reader: Reader, memberId: number, id: number): Promise<boolean> {
  const result = await tables(reader)
    .deleteFrom('staff_notes')
    .where('member_id', '=', memberId)
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}
