import { classes } from '#web/ui/classes.ts'
import type { StaffRow } from '../contract/row.ts'
import { useTexts, type TextKey } from './texts.ts'

type Look = 'online' | 'idle' | 'dnd' | 'offline' | 'unknown'

const colours: Record<Look, string> = {
  online: 'text-good',
  idle: 'text-warn',
  dnd: 'text-bad',
  offline: 'text-muted',
  unknown: 'text-muted',
}

/** A shape for each status, so that nobody has to tell colours apart. */
function Shape({ look }: { look: Look }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width={12}
      height={12}
      aria-hidden
      className={classes('shrink-0', colours[look])}
    >
      {look === 'online' && <circle cx={6} cy={6} r={5} fill="currentColor" />}
      {look === 'idle' && (
        <path d="M8.6 1.6a5 5 0 1 0 1.9 7.6A4.3 4.3 0 0 1 8.6 1.6Z" fill="currentColor" />
      )}
      {look === 'dnd' && (
        <>
          <circle cx={6} cy={6} r={5} fill="currentColor" />
          <rect x={3} y={5} width={6} height={2} rx={1} className="fill-surface" />
        </>
      )}
      {look === 'offline' && (
        <circle cx={6} cy={6} r={3.9} fill="none" stroke="currentColor" strokeWidth={2.2} />
      )}
      {look === 'unknown' && (
        <circle
          cx={6}
          cy={6}
          r={4.4}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.2}
          strokeDasharray="2 1.6"
        />
      )}
    </svg>
  )
}

function wordOf(row: StaffRow): { look: Look; key: TextKey } {
  const { discord_status: status, discord_presence_state: state } = row
  if (state === 'hidden' || state === 'unlinked' || state === 'not_in_guild') {
    return { look: 'unknown', key: `web.staff.state.${state}` }
  }
  if (status === null || state === 'unknown')
    return { look: 'unknown', key: 'web.staff.status.unknown' }
  return { look: status, key: `web.staff.status.${status}` }
}

/** What is known of somebody's presence: shape, word, colour, and its age where it is not certain. */
export function PresenceBadge({ row }: { row: StaffRow }) {
  const { text, instant, time } = useTexts()
  const { look, key } = wordOf(row)
  const updated = row.discord_status_updated
  const isOld = row.discord_presence_state === 'stale' && updated !== null
  const at = updated === null ? 0 : Date.parse(updated)
  return (
    <span className={classes('inline-flex items-center gap-1.5', isOld && 'opacity-80')}>
      <Shape look={look} />
      <span className={colours[look]}>{text(key)}</span>
      {isOld && (
        <time dateTime={updated} title={instant(at)} className="text-sm text-muted">
          {text('web.staff.as_of', { when: time(at, at) })}
        </time>
      )}
    </span>
  )
}
