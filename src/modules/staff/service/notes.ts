import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { Member } from '../store/members.ts'
import { deleteNote, insertNote, loadNotes, type Note } from '../store/notes.ts'
import { requireManager } from './rights.ts'
import { memberFor } from './roster.ts'

/** A row whose notes the caller may read and write: managers alone, not even the person. */
async function noted(context: Context, id: number): Promise<Member> {
  const member = await memberFor(context, id)
  await requireManager(context, member.guild_id)
  return member
}

/** Who wrote or removed a note goes down in the history; what it said does not. */
function audit(unit: Unit, { id, guild_id }: Member, type: string, note: Note['id']) {
  const object_id = String(id)
  return unit.fact({ topic: 'staff.audit', type, object_id, guild_id, version: 1, data: { note } })
}

/** What managers wrote down about somebody, the newest first. */
export async function listNotes(context: Context, id: number): Promise<Note[]> {
  return loadNotes(context.database, (await noted(context, id)).id)
}

/** Writes something down about somebody. */
export async function addNote(context: Context, id: number, text: string): Promise<Note> {
  const member = await noted(context, id)
  return context.write(async (unit) => {
    const author = context.actor.user?.username ?? null
    const created_at = context.clock.now()
    const note = await insertNote(unit, { member_id: member.id, author, text, created_at })
    await audit(unit, member, 'note_added', note.id)
    return note
  })
}

/** Removes a note. Throws `not_found` when there is none. */
export async function removeNote(context: Context, id: number, note: number): Promise<void> {
  const member = await noted(context, id)
  await context.write(async (unit) => {
    if (!(await deleteNote(unit, member.id, note))) throw coreError('not_found')
    await audit(unit, member, 'note_removed', note)
  })
}
