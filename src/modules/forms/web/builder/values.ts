import type { Anonymity, FormJson } from '../../contract/form.ts'

/** What the fields of the builder hold. */
export type FormValues = {
  title: string
  description: string
  /** `YYYY-MM-DDTHH:mm` in the zone of the forms; empty for none. */
  deadline: string
  roles: string[]
  anonymity: Anonymity
  allowEdit: boolean
  /** Minutes; empty for the estimate. */
  minutes: string
}

/** Nothing chosen yet. */
export function emptyValues(): FormValues {
  return {
    title: '',
    description: '',
    deadline: '',
    roles: [],
    anonymity: 'named',
    allowEdit: true,
    minutes: '',
  }
}

/** An instant as the wall clock of a zone shows it, for a `datetime-local` field. */
export function wallClock(instant: string, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return format.format(new Date(instant)).replace(' ', 'T')
}

/** The fields of a form that exists. */
export function valuesOf(form: FormJson, timeZone: string): FormValues {
  return {
    title: form.title,
    description: form.description,
    deadline: form.deadline === null ? '' : wallClock(form.deadline, timeZone),
    roles: form.target_roles.map(({ id }) => id),
    anonymity: form.anonymity,
    allowEdit: form.allow_edit,
    minutes: String(form.estimated_minutes),
  }
}

/** What both creating and changing send. */
export function settingsBody(values: FormValues) {
  return {
    deadline: values.deadline === '' ? null : values.deadline.replace('T', ' '),
    target_roles: values.roles,
    anonymity: values.anonymity,
    allow_edit: values.allowEdit,
    estimated_minutes: values.minutes === '' ? null : Number(values.minutes),
  }
}
