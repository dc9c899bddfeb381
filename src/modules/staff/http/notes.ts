import { z } from 'zod'
import { toInstant } from '#core/contract.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import * as contract from '../contract/person.ts'
import * as service from '../service/notes.ts'
import type { Note } from '../store/notes.ts'
import { base, idOf, params, tags, writeAccess, type Params } from './shared.ts'

const path = `${base}/roster/:id/notes`

function noteJson({ id, author, text, created_at }: Note): contract.NoteJson {
  return { id, author, text, created_at: toInstant(created_at) }
}

const list = route<Params, unknown, unknown, Note[]>({
  method: 'GET',
  path,
  summary: 'What managers wrote down about somebody; for managers',
  tags,
  access: writeAccess,
  params,
  responses: { 200: z.array(contract.note) },
  perform: (context, input) => service.listNotes(context, idOf(input.params)),
  respond: (notes) => ({ status: 200, body: notes.map(noteJson) }),
})

const add = route<Params, unknown, contract.NoteBody, Note>({
  method: 'POST',
  path,
  summary: 'Write something down about somebody',
  tags,
  access: writeAccess,
  params,
  body: contract.noteBody,
  responses: { 201: contract.note },
  perform: (context, input) => service.addNote(context, idOf(input.params), input.body.text),
  respond: (note) => ({ status: 201, body: noteJson(note) }),
})

const noteParams = params.extend({ note: z.string() })
type NoteParams = z.infer<typeof noteParams>

const remove = route<NoteParams, unknown, unknown, void>({
  method: 'DELETE',
  path: `${path}/:note`,
  summary: 'Remove a note',
  tags,
  access: writeAccess,
  params: noteParams,
  responses: {},
  perform: (context, input) =>
    service.removeNote(context, idOf(input.params), idOf({ id: input.params.note })),
  respond: () => ({ status: 204 }),
})

/** What managers write down about people. */
export const noteRoutes: readonly AnyRoute[] = [list, add, remove]
