/** English texts of this module's pages; their keys are the type of the other languages. */
export const en = {
  'web.forms.title': 'Forms',
  'web.forms.empty.title': 'Nothing here yet',
  'web.forms.empty.text': 'Type /form create in Discord to bring the first form in.',
  'web.forms.visitor.title': 'For members of a server',
  'web.forms.visitor.text': 'Sign in to see the list of your server.',
} as const
