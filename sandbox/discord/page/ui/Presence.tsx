/** Whether somebody is there. */
export type Status = 'online' | 'idle' | 'dnd' | 'offline'

const colors: Readonly<Record<Status, string>> = {
  online: 'text-good',
  idle: 'text-warn',
  dnd: 'text-bad',
  offline: 'text-muted',
}

/** The presence that a text of the wire means; unknown ones count as offline. */
export function toStatus(text: string | undefined): Status {
  return text === 'online' || text === 'idle' || text === 'dnd' ? text : 'offline'
}

/** A sign of the presence that can be told apart by its shape alone; say the word beside it. */
export function Presence({ status }: { status: Status }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className={`size-2.5 ${colors[status]}`}>
      {status === 'online' && <circle cx="6" cy="6" r="6" fill="currentColor" />}
      {status === 'idle' && <path d="M4 .4A6 6 0 1 0 11.6 8 5 5 0 0 1 4 .4Z" fill="currentColor" />}
      {status === 'dnd' && (
        <path
          fillRule="evenodd"
          d="M6 0a6 6 0 1 1 0 12A6 6 0 0 1 6 0ZM2.5 4.8v2.4h7V4.8Z"
          fill="currentColor"
        />
      )}
      {status === 'offline' && (
        <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="3" />
      )}
    </svg>
  )
}
