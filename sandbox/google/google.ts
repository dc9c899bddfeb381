import type { Clock } from '../clock.ts'
import { notFound, notShared } from './errors.ts'
import type { DriveFile, GoogleState, StoredForm } from './state.ts'

/** The emulated Google: its data, its time, and the address under which it is served. */
export type Google = {
  /** `load` replaces it, so read it through this object every time. */
  readonly state: GoogleState
  readonly clock: Clock
  readonly random: () => number
  /** Where it is served, without a slash at its end. */
  root(): string
  load(state: GoogleState): void
  /** Hears of every replaced state. */
  onLoad(listener: () => void): void
}

/** What an emulated Google is made of. */
export type GoogleOptions = {
  clock: Clock
  random: () => number
  root: () => string
  state: GoogleState
}

/** The emulated Google in the state of its seed. */
export function createGoogle({ clock, random, root, state: seed }: GoogleOptions): Google {
  let state = seed
  const listeners = new Set<() => void>()
  return {
    get state() {
      return state
    },
    clock,
    random,
    root,
    load(next) {
      state = next
      for (const listener of listeners) listener()
    },
    onLoad: (listener) => void listeners.add(listener),
  }
}

/** RFC 3339 with milliseconds. */
export function timestamp(at: number): string {
  return new Date(at).toISOString()
}

/** What an account may do with a file. */
export function roleOf(file: DriveFile, email: string): 'owner' | 'writer' | 'reader' | undefined {
  const own = file.permissions.filter((one) => one.type === 'anyone' || one.email === email)
  return (['owner', 'writer', 'reader'] as const).find((role) =>
    own.some((one) => one.role === role),
  )
}

/** The form with this API id, for an account that may see or change it. Throws 404 and 403. */
export function formFor(
  google: Google,
  id: string,
  email: string,
  need: 'read' | 'write',
): StoredForm {
  const form = google.state.forms.get(id)
  const file = google.state.files.get(id)
  if (!form || !file || file.trashed) throw notFound()
  const role = roleOf(file, email)
  if (role === undefined || (need === 'write' && role === 'reader')) throw notShared()
  return form
}

/** Addresses of a form. */
export function linksOf(google: Google, form: StoredForm) {
  const root = google.root()
  return {
    edit: `${root}/forms/d/${form.id}/edit`,
    responder: `${root}/forms/d/e/${form.published_id}/viewform`,
    short: `${root}/forms.gle/${form.short_link}`,
  }
}

/** Whether the public page takes answers. */
export function isAccepting(form: StoredForm): boolean {
  return form.publish === null
    ? form.legacy_accepting
    : form.publish.published && form.publish.accepting
}
