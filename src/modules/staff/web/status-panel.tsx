import { CircleAlert, RefreshCw, WifiOff } from 'lucide-react'
import { useNow } from '#web/clock.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { type StaffRow } from '../contract/row.ts'
import { syncAnswer, type FullStatus } from '../contract/status.ts'
import { useTexts } from './texts.ts'
import { useWrite } from './use-write.ts'

/** What keeps presences from being live, and what to do about it. */
export function HealthBanner(props: {
  status: FullStatus | null
  link: { connected: boolean; since: string } | null
}) {
  const { status, link } = props
  const { text, time } = useTexts()
  const now = useNow()
  if (link?.connected === false) {
    return (
      <Banner tone="warn" icon={WifiOff}>
        {text('web.staff.link_lost', { when: time(Date.parse(link.since), now) })}
      </Banner>
    )
  }
  if (!status?.last_error) return null
  const counts = status.guild_counts
  return (
    <Banner tone="warn" icon={CircleAlert}>
      <strong>{status.last_error.text}</strong> {status.last_error.fix}
      {counts &&
        ` ${text('web.staff.guild_counts', { online: counts.online, members: counts.members })}`}
    </Banner>
  )
}

/** When everybody was last looked at, and the button for those who may look now. */
export function SyncState(props: {
  status: FullStatus | null
  rows: readonly StaffRow[]
  guild: string | undefined
}) {
  const { status, rows, guild } = props
  const { text, relative, instant } = useTexts()
  const now = useNow()
  const { write, busy } = useWrite()
  if (!status) return null
  const at = status.last_sync_at === null ? null : Date.parse(status.last_sync_at)
  const sync = () =>
    write({
      method: 'POST',
      path: '/api/staff/discord/sync/',
      body: { discord_guild_id: guild },
      schema: syncAnswer,
      done: text('web.staff.synced'),
    })
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
      <span>
        {text('web.staff.observed', {
          observed: rows.filter((row) => row.discord_presence_state === 'live').length,
          linked: rows.filter((row) => row.linked).length,
        })}
      </span>
      {at !== null && (
        <time dateTime={status.last_sync_at ?? ''} title={instant(at)}>
          {text('web.staff.last_sync', { when: relative(Math.min(at, now), now) })}
        </time>
      )}
      {status.may_manage && (
        <Button kind="quiet" busy={busy} icon={<RefreshCw size={14} aria-hidden />} onClick={sync}>
          {text('web.staff.sync_now')}
        </Button>
      )}
    </p>
  )
}
