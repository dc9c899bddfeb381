import { useParams } from '@tanstack/react-router'
import { Link2, Link2Off, Pencil, UserMinus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { BackLink } from '#web/shell/back-link.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { inviteAnswer } from '../contract/person.ts'
import { staffRow, type StaffRow } from '../contract/row.ts'
import { EditForm } from './edit-form.tsx'
import { Notes } from './notes.tsx'
import { PresenceBadge } from './presence-badge.tsx'
import { Devices, Doing, LastSeen, LocalTime, Marks, Rank } from './row-parts.tsx'
import { useTexts } from './texts.ts'
import { Kept } from './timeline.tsx'
import { useMember, useRoster, useStatus } from './use-staff.ts'
import { useWrite } from './use-write.ts'

type Fact = readonly [name: string, value: ReactNode]

function Facts({ row }: { row: StaffRow }) {
  const { text, instant } = useTexts()
  const since = row.discord_status_since
  const facts: (Fact | false)[] = [
    [text('web.staff.column.status'), <PresenceBadge key="status" row={row} />],
    since !== null && [
      text('web.staff.since'),
      text(row.discord_status_since_exact ? 'web.staff.since_at' : 'web.staff.since_at_least', {
        when: instant(Date.parse(since)),
      }),
    ],
    (row.discord_custom_status ?? row.discord_activity) !== null && [
      text('web.staff.column.doing'),
      <Doing key="doing" row={row} />,
    ],
    Object.keys(row.discord_platforms).length > 0 && [
      text('web.staff.devices'),
      <Devices key="devices" row={row} />,
    ],
    [text('web.staff.column.last_seen'), <LastSeen key="seen" row={row} />],
    row.timezone !== null && [
      text('web.staff.column.local_time'),
      <span key="local" className="flex flex-wrap gap-1">
        <LocalTime row={row} /> ({row.timezone})
      </span>,
    ],
    row.discord_id !== null && [text('web.staff.field.discord_id'), row.discord_id],
    row.loa_reason !== null && [text('web.staff.loa_reason'), row.loa_reason],
  ]
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
      {facts
        .filter((fact) => fact !== false)
        .map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Manage({ row }: { row: StaffRow }) {
  const { text } = useTexts()
  const { write, busy } = useWrite()
  const [asking, setAsking] = useState(false)
  const [editing, setEditing] = useState(false)
  const [invite, setInvite] = useState<string | null>(null)
  const path = `/api/staff/roster/${row.id}/`
  const remove = (confirmed: boolean) => {
    setAsking(false)
    if (!confirmed) return
    const done = text('web.staff.removed', { name: row.display_name })
    write({ method: 'DELETE', path, schema: staffRow, done })
  }
  const unlink = () =>
    write({
      method: 'DELETE',
      path: `${path}link/`,
      schema: staffRow,
      done: text('web.staff.unlinked'),
    })
  const makeInvite = () =>
    write({
      method: 'POST',
      path: `${path}invite/`,
      schema: inviteAnswer,
      after: ({ url }) => setInvite(url),
    })
  if (editing)
    return <EditForm row={row} guild={row.discord_guild_id} onDone={() => setEditing(false)} />
  return (
    <section className="flex flex-col gap-3" aria-label={text('web.staff.manage')}>
      <div className="flex flex-wrap gap-2">
        <Button icon={<Pencil size={16} aria-hidden />} onClick={() => setEditing(true)}>
          {text('web.staff.edit')}
        </Button>
        {row.linked ? (
          <Button icon={<Link2Off size={16} aria-hidden />} busy={busy} onClick={unlink}>
            {text('web.staff.unlink')}
          </Button>
        ) : (
          <Button icon={<Link2 size={16} aria-hidden />} busy={busy} onClick={makeInvite}>
            {text('web.staff.invite')}
          </Button>
        )}
        {row.is_active && (
          <Button
            kind="danger"
            icon={<UserMinus size={16} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {text('web.staff.remove')}
          </Button>
        )}
      </div>
      {invite !== null && (
        <p>
          {text('web.staff.invite_text')} <code className="wrap-anywhere select-all">{invite}</code>
        </p>
      )}
      <ConfirmDialog
        open={asking}
        title={text('web.staff.remove')}
        text={text('web.staff.remove_text', { name: row.display_name })}
        confirm={text('web.staff.remove')}
        cancel={text('web.staff.cancel')}
        onAnswer={remove}
      />
    </section>
  )
}

/** `/staff/:id`: one member of the team. */
export function MemberPage() {
  const { text } = useTexts()
  const { id = '' } = useParams({ strict: false })
  const [{ guild }] = useUrlSearch(guildSearch)
  const { row: query, kept } = useMember(id)
  const live = useRoster(guild)?.rows.find((one) => String(one.id) === id)
  const status = useStatus(guild)
  const row = live ?? query.data
  usePageTitle(row?.display_name ?? text('web.staff.title'))
  if (query.isError && !row) {
    return <Failure error={query.error} heading="h1" onRetry={() => void query.refetch()} />
  }
  if (!row) return <Skeleton className="h-64 w-full" />
  return (
    <>
      <BackLink to="/staff" guild={row.discord_guild_id} label={text('web.staff.back')} />
      <PageHeader title={row.display_name} note={<Rank row={row} />} />
      {!row.is_active && <p className="text-muted">{text('web.staff.inactive')}</p>}
      <Card className="flex flex-col gap-3 p-4">
        <Facts row={row} />
        <Marks row={row} />
      </Card>
      {status?.may_manage && <Manage row={row} />}
      {status?.may_manage && <Notes row={row} />}
      {kept.data && <Kept kept={kept.data} row={row} />}
    </>
  )
}
