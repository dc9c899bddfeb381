import { invalid } from '../errors.ts'
import type { Google } from '../google.ts'
import { makeId } from '../ids.ts'
import type { DriveFile, StoredForm } from '../state.ts'
import { applyChanges, type Change, type Reply } from './batch.ts'
import { revisionFor } from './show.ts'

const dayMs = 86_400_000
/** The type of forms in Drive. */
export const formMime = 'application/vnd.google-apps.form'

/** Notes that something happened which watches tell of. */
export function noteEvent(google: Google, form: StoredForm, event: 'SCHEMA' | 'RESPONSES'): void {
  const now = google.clock.now()
  for (const watch of form.watches.values())
    if (watch.event === event && watch.expires > now) watch.pending ??= now
}

/** Changes the content of a form, all or nothing. Throws 400. */
export function changeForm(google: Google, form: StoredForm, changes: readonly Change[]): Reply[] {
  const { content, replies } = applyChanges(form, changes, google.random)
  if (changes.length === 0) return replies
  Object.assign(form, content)
  form.revision += 1
  const file = google.state.files.get(form.id)
  if (file) file.modified = google.clock.now()
  noteEvent(google, form, 'SCHEMA')
  return replies
}

/** Remembers that an account read the current revision, from when on it may be written against. */
export function readRevision(google: Google, form: StoredForm, email: string): void {
  form.revision_reads[email] = { revision: form.revision, at: google.clock.now() }
}

/** Throws 400 unless a required revision is the current one, of this account and read within 24 h. */
export function requireRevision(
  google: Google,
  form: StoredForm,
  email: string,
  required: string,
): void {
  const read = form.revision_reads[email]
  const isFresh = read !== undefined && google.clock.now() - read.at <= dayMs
  if (required !== revisionFor(form, email))
    throw invalid(
      'The required revision ID does not match the latest revision of the form. Read the form again.',
    )
  if (!isFresh) throw invalid('The required revision ID has expired. Read the form again.')
}

/** How a form begins. */
export type NewForm = {
  owner: string
  title: string
  document?: string
  byApp?: boolean
  publish: StoredForm['publish']
}

function makeFile(google: Google, { owner, title, document, byApp }: NewForm): DriveFile {
  const now = google.clock.now()
  return {
    id: makeId.file(google.random),
    name: document ?? title,
    mime: formMime,
    created: now,
    modified: now,
    permissions: [
      { id: makeId.permission(google.random), type: 'user', role: 'owner', email: owner },
    ],
    opened_by_app: byApp ?? false,
    trashed: false,
  }
}

/** Adds an empty form. */
export function addForm(google: Google, start: NewForm): StoredForm {
  const file = makeFile(google, start)
  const form: StoredForm = {
    id: file.id,
    published_id: makeId.published(google.random),
    short_link: makeId.shortLink(google.random),
    info: { title: start.title, description: '' },
    items: [],
    settings: { is_quiz: false, emails: 'DO_NOT_COLLECT' },
    publish: start.publish,
    legacy_accepting: true,
    switches: { sign_in: false, one_response: false, edit_after_submit: false, confirmation: '' },
    revision: 1,
    revision_reads: {},
    responses: new Map(),
    watches: new Map(),
  }
  google.state.files.set(file.id, file)
  google.state.forms.set(form.id, form)
  return form
}
