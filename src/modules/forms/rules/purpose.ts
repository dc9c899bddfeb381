/** What the sealed key of a form is for, so that it opens nowhere else. */
export function keyPurpose(formId: string): string {
  return `forms:${formId}`
}

/** The same of a code that nobody has yet. */
export function poolPurpose(formId: string): string {
  return `forms:${formId}:pool`
}
