/** The name of a message for the keeper of messages: of its event and its own. */
export function panelId(message: { id: string; event_id: string | null }): string {
  return `${message.event_id ?? ''}.${message.id}`
}

/** The parts of such a name. */
export function readPanelId(text: string): { eventId: string; messageId: string } {
  const at = text.indexOf('.')
  return { eventId: text.slice(0, at), messageId: text.slice(at + 1) }
}
