import { Coffee, LogIn, LogOut, Users } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { SignInLink } from '#web/shell/account.tsx'
import { BackLink } from '#web/shell/back-link.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Switch, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { type MePatchBody } from '../contract/roster.ts'
import {
  dutyStates,
  privacyLevels,
  staffRow,
  type DutyState,
  type StaffRow,
} from '../contract/row.ts'
import { linkHref } from './link-page.tsx'
import { PresenceBadge } from './presence-badge.tsx'
import { Marks, Rank } from './row-parts.tsx'
import { useTexts } from './texts.ts'
import { useOwnRow, useRoster, useStatus } from './use-staff.ts'
import { useWrite } from './use-write.ts'

const icons: Record<DutyState, typeof LogIn> = { on: LogIn, break: Coffee, off: LogOut }

type Change = (body: MePatchBody) => void

function Duty({ row, busy, change }: { row: StaffRow; busy: boolean; change: Change }) {
  const { text } = useTexts()
  return (
    <section className="flex flex-col gap-2" aria-labelledby="duty">
      <h2 id="duty" className="text-lg font-semibold">
        {text('web.staff.duty.title')}
      </h2>
      <div className="flex flex-wrap gap-2">
        {dutyStates.map((state) => {
          const Icon = icons[state]
          return (
            <Button
              key={state}
              kind={row.duty_state === state ? 'primary' : 'secondary'}
              aria-pressed={row.duty_state === state}
              icon={<Icon size={16} aria-hidden />}
              busy={busy}
              onClick={() => change({ duty_state: state })}
            >
              {text(`web.staff.duty.do.${state}`)}
            </Button>
          )
        })}
      </div>
    </section>
  )
}

function Leave({ row, busy, change }: { row: StaffRow; busy: boolean; change: Change }) {
  const { text } = useTexts()
  const [day, setDay] = useState(row.loa_end_date ?? '')
  const [reason, setReason] = useState(row.loa_reason ?? '')
  const submit = () => {
    change({ is_on_loa: true, loa_end_date: day || null, loa_reason: reason || null })
  }
  return (
    <section className="flex flex-col gap-2" aria-labelledby="leave">
      <h2 id="leave" className="text-lg font-semibold">
        {text('web.staff.leave.title')}
      </h2>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <FormField label={text('web.staff.leave.until')}>
          {(described) => (
            <TextInput
              {...described}
              type="date"
              value={day}
              onChange={({ target }) => setDay(target.value)}
            />
          )}
        </FormField>
        <FormField label={text('web.staff.leave.reason')}>
          {(described) => (
            <TextInput
              {...described}
              maxLength={500}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </FormField>
        <Button type="submit" busy={busy}>
          {text('web.staff.leave.set')}
        </Button>
        {row.is_on_loa && (
          <Button busy={busy} onClick={() => change({ is_on_loa: false })}>
            {text('web.staff.leave.clear')}
          </Button>
        )}
      </form>
    </section>
  )
}

function Privacy(props: { row: StaffRow; history: number; change: Change }) {
  const { text } = useTexts()
  const { row, history, change } = props
  return (
    <section className="flex flex-col gap-2" aria-labelledby="privacy">
      <h2 id="privacy" className="text-lg font-semibold">
        {text('web.staff.privacy.title')}
      </h2>
      <p className="max-w-[70ch] text-muted">{text('web.staff.privacy.text', { days: history })}</p>
      <fieldset className="flex flex-col">
        <legend className="sr-only">{text('web.staff.privacy.title')}</legend>
        {privacyLevels.map((level) => (
          <label key={level} className="flex min-h-9 items-center gap-2">
            <input
              type="radio"
              name="privacy"
              className="size-4 accent-accent"
              checked={row.privacy === level}
              onChange={() => change({ privacy: level })}
            />
            {text(`web.staff.privacy.${level}`)}
          </label>
        ))}
      </fieldset>
      <Switch
        label={text('web.staff.privacy.shares')}
        checked={row.shares_publicly}
        onChange={(shares_publicly) => change({ shares_publicly })}
      />
    </section>
  )
}

function Account({ row, guild }: { row: StaffRow; guild: string | undefined }) {
  const { text } = useTexts()
  const { write, busy } = useWrite()
  const query = guild === undefined ? '' : `?discord_guild_id=${guild}`
  const unlink = () =>
    write({
      method: 'DELETE',
      path: `/api/staff/discord/link/${query}`,
      schema: z.unknown(),
      done: text('web.staff.unlinked'),
    })
  return (
    <section className="flex flex-col gap-2" aria-labelledby="account">
      <h2 id="account" className="text-lg font-semibold">
        {text('web.staff.account.title')}
      </h2>
      <p className="text-muted">
        {row.discord_id === null
          ? text('web.staff.account.none')
          : text('web.staff.account.linked', { tag: row.discord_tag ?? row.discord_id })}
      </p>
      <div className="flex flex-wrap gap-2">
        <a href={linkHref(guild, null)} className={buttonClass('secondary')}>
          {text('web.staff.account.link')}
        </a>
        {row.linked && (
          <Button busy={busy} onClick={unlink}>
            {text('web.staff.unlink')}
          </Button>
        )}
      </div>
    </section>
  )
}

function Own({
  row,
  guild,
  refresh,
}: {
  row: StaffRow
  guild: string | undefined
  refresh: () => void
}) {
  const { text } = useTexts()
  const { write, busy } = useWrite()
  const status = useStatus(guild)
  // What Discord says comes over the live connection.
  const live = useRoster(guild)?.rows.find(({ id }) => id === row.id) ?? row
  const query = guild === undefined ? '' : `?discord_guild_id=${guild}`
  const change: Change = (body) =>
    write({
      method: 'PATCH',
      path: `/api/staff/me/${query}`,
      body,
      schema: staffRow,
      done: text('web.staff.saved'),
      after: refresh,
    })
  return (
    <>
      <Card className="flex flex-wrap items-center gap-3 p-4">
        <PresenceBadge row={live} />
        <Rank row={row} />
        <Marks row={row} />
      </Card>
      <Duty row={row} busy={busy} change={change} />
      <Leave key={row.version} row={row} busy={busy} change={change} />
      <Privacy row={row} history={status?.history_days ?? 0} change={change} />
      <Account row={row} guild={guild} />
    </>
  )
}

/** `/staff/me`: one's own row. */
export function MePage() {
  const { text } = useTexts()
  const { me, loading } = useSession()
  const [{ guild }] = useUrlSearch(guildSearch)
  const { row, refresh } = useOwnRow(guild)
  const title = text('web.staff.me.title')
  usePageTitle(title)
  if (!me.user && !loading) {
    return (
      <EmptyState icon={Users} heading="h1" title={title} action={<SignInLink long />}>
        {text('web.staff.sign_in')}
      </EmptyState>
    )
  }
  return (
    <>
      <BackLink to="/staff" label={text('web.staff.back')} />
      <PageHeader title={title} note={row?.display_name} />
      {row === undefined && <Skeleton className="h-64 w-full" />}
      {row === null && (
        <EmptyState icon={Users} title={text('web.staff.me.none')}>
          {text('web.staff.me.none_text')}
        </EmptyState>
      )}
      {row && <Own row={row} guild={guild} refresh={refresh} />}
    </>
  )
}
