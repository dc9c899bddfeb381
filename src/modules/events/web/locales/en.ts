/** English texts of this module's pages; their keys are the type of the other languages. */
export const en = {
  'web.events.title': 'Events',
  'web.events.empty.text': 'Events of this server appear here.',
  'web.events.empty.title': 'Nothing here yet',
  'web.events.visitor.title': 'For members of a server',
  'web.events.visitor.text': 'Sign in to see the list of your server.',
} as const
