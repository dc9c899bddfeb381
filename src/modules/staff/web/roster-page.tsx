import { Link } from '@tanstack/react-router'
import { FileUp, ListOrdered, SearchX, UserPlus, UserRound, Users } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { z } from 'zod'
import { useShellTexts } from '#web/i18n/texts.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { SignInLink } from '#web/shell/account.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Field, Select, Switch, TextInput } from '#web/ui/field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { Coverage } from './coverage.tsx'
import { AddForm } from './edit-form.tsx'
import { isOnline, passes, type Roster } from './roster-state.ts'
import { StaffList } from './staff-list.tsx'
import { HealthBanner, SyncState } from './status-panel.tsx'
import { useTexts } from './texts.ts'
import { useRoster, useStatus } from './use-staff.ts'

/** The page's address: what it shows, and how. */
const rosterSearch = z.object({
  guild: z.string().optional().catch(undefined),
  search: z.string().max(100).catch(''),
  status: z.enum(['all', 'online']).catch('all'),
  role: z.string().max(100).catch(''),
  duty: z.stringbool().catch(false),
  view: z.enum(['table', 'cards']).catch('table'),
})
type Search = z.infer<typeof rosterSearch>
type Change = (patch: Partial<Record<keyof Search, string | undefined>>) => void

function Filters(props: { roles: readonly string[]; search: Search; onChange: Change }) {
  const { text } = useTexts()
  const { search, roles, onChange } = props
  return (
    <search className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <Segmented
        label={text('web.staff.filter.status')}
        name="status"
        value={search.status}
        options={(['all', 'online'] as const).map((value) => ({
          value,
          label: text(`web.staff.filter.${value}`),
        }))}
        onChange={(value) => onChange({ status: value === 'all' ? undefined : value })}
      />
      <div className="min-w-0 flex-1 basis-44 sm:max-w-64">
        <Field label={text('web.staff.filter.search')}>
          {(id) => (
            <TextInput
              id={id}
              type="search"
              maxLength={100}
              value={search.search}
              onChange={({ target }) => onChange({ search: target.value || undefined })}
            />
          )}
        </Field>
      </div>
      {roles.length > 0 && (
        <div className="min-w-0 basis-40">
          <Field label={text('web.staff.filter.role')}>
            {(id) => (
              <Select
                id={id}
                value={search.role}
                onChange={({ target }) => onChange({ role: target.value || undefined })}
              >
                <option value="">{text('web.staff.filter.every_role')}</option>
                {roles.map((role) => (
                  <option key={role}>{role}</option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      )}
      <Switch
        label={text('web.staff.filter.duty')}
        checked={search.duty}
        onChange={(value) => onChange({ duty: value ? 'true' : undefined })}
      />
      <Segmented
        label={text('web.staff.view')}
        name="view"
        value={search.view}
        options={(['table', 'cards'] as const).map((value) => ({
          value,
          label: text(`web.staff.view.${value}`),
        }))}
        onChange={(value) => onChange({ view: value === 'table' ? undefined : value })}
      />
    </search>
  )
}

function Rows({ roster, search, onChange }: { roster: Roster; search: Search; onChange: Change }) {
  const { text } = useTexts()
  // Many changes of many people: clicks and keys come first.
  const rows = useDeferredValue(roster.rows)
  const { search: words, status, role, duty: onDuty } = search
  const shown = useMemo(
    () => rows.filter((row) => passes(row, { search: words, status, role, onDuty })),
    [rows, words, status, role, onDuty],
  )
  if (rows.length === 0) {
    return (
      <EmptyState icon={Users} title={text('web.staff.empty.title')}>
        {text('web.staff.empty.text')}
      </EmptyState>
    )
  }
  if (shown.length > 0) return <StaffList rows={shown} view={search.view} />
  const clear = () =>
    onChange({ search: undefined, status: undefined, role: undefined, duty: undefined })
  return (
    <EmptyState
      icon={SearchX}
      title={text('web.staff.none')}
      action={<Button onClick={clear}>{text('web.staff.filter.clear')}</Button>}
    />
  )
}

function Loading() {
  const { text } = useShellTexts()
  return (
    <div aria-busy="true" className="flex flex-col gap-2">
      <p className="sr-only">{text('web.loading')}</p>
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} className="h-16 w-full" />
      ))}
    </div>
  )
}

function Actions({ guild, manages }: { guild: string | undefined; manages: boolean }) {
  const { text } = useTexts()
  const [adding, setAdding] = useState(false)
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Link to="/staff/me" search={keepGuild} className={buttonClass('secondary')}>
          <UserRound size={16} aria-hidden />
          {text('web.staff.me.open')}
        </Link>
        {manages && (
          <>
            <Link to="/staff/ranks" search={keepGuild} className={buttonClass('secondary')}>
              <ListOrdered size={16} aria-hidden />
              {text('web.staff.ranks.open')}
            </Link>
            <Link to="/staff/import" search={keepGuild} className={buttonClass('secondary')}>
              <FileUp size={16} aria-hidden />
              {text('web.staff.import.open')}
            </Link>
            <Button
              kind="primary"
              icon={<UserPlus size={16} aria-hidden />}
              aria-expanded={adding}
              onClick={() => setAdding(!adding)}
            >
              {text('web.staff.add')}
            </Button>
          </>
        )}
      </div>
      {adding && (
        <div className="w-full">
          <AddForm guild={guild} onDone={() => setAdding(false)} />
        </div>
      )}
    </>
  )
}

/** `/staff`: everybody of the team, live. */
export function RosterPage() {
  const { text } = useTexts()
  const { me, loading } = useSession()
  const [search, onChange] = useUrlSearch(rosterSearch)
  const { guild } = search
  const roster = useRoster(guild)
  const status = useStatus(guild)
  const title = text('web.staff.title')
  usePageTitle(title)
  if (!me.user && !loading) {
    return (
      <EmptyState icon={Users} heading="h1" title={title} action={<SignInLink long />}>
        {text('web.staff.sign_in')}
      </EmptyState>
    )
  }
  const rows = roster?.rows ?? []
  const roles = [...new Set(rows.flatMap(({ role }) => role ?? []))]
  return (
    <>
      <PageHeader
        title={title}
        note={
          roster &&
          text('web.staff.count', { online: rows.filter(isOnline).length, total: rows.length })
        }
        action={<Actions guild={guild} manages={status?.may_manage ?? false} />}
      />
      <HealthBanner status={status} link={roster?.link ?? null} />
      <Filters roles={roles} search={search} onChange={onChange} />
      {roster ? <Rows roster={roster} search={search} onChange={onChange} /> : <Loading />}
      <SyncState status={status} rows={rows} guild={guild} />
      {rows.length > 0 && <Coverage guild={guild} />}
    </>
  )
}
