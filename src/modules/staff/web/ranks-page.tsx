import { ListOrdered, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { usePageTitle } from '#web/pages/page-title.ts'
import { BackLink } from '#web/shell/back-link.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import type { RankJson } from '../contract/rank.ts'
import { RankForm } from './rank-form.tsx'
import { RankMark } from './row-parts.tsx'
import { useTexts } from './texts.ts'
import { useGuildRoles, useRanks, useStatus } from './use-staff.ts'
import { useWrite } from './use-write.ts'

type Place = { guild: string | undefined }

function RankItem({ rank, guild, manages }: Place & { rank: RankJson; manages: boolean }) {
  const { text } = useTexts()
  const { write, busy } = useWrite()
  const [editing, setEditing] = useState(false)
  const [asking, setAsking] = useState(false)
  const roles = useGuildRoles(guild)
  const stands = roles.find(({ id }) => id === rank.discord_role_id)
  const remove = (confirmed: boolean) => {
    setAsking(false)
    if (!confirmed) return
    const query = new URLSearchParams({
      role: rank.role,
      ...(guild && { discord_guild_id: guild }),
    })
    write({ method: 'DELETE', path: `/api/staff/roles/?${query.toString()}`, schema: z.unknown() })
  }
  if (editing) return <RankForm rank={rank} guild={guild} onDone={() => setEditing(false)} />
  return (
    <Card className="flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
      <span className="text-sm text-muted tabular-nums">{rank.priority}</span>
      <span className="min-w-0 flex-1 basis-40">
        <RankMark name={rank.role} color={rank.color} />
        {rank.department !== null && (
          <span className="block text-sm text-muted wrap-anywhere">{rank.department}</span>
        )}
        {rank.discord_role_id !== null && (
          <span className="block text-sm text-muted wrap-anywhere">
            {text('web.staff.ranks.stands', { role: stands?.name ?? rank.discord_role_id })}
          </span>
        )}
      </span>
      {manages && (
        <span className="flex flex-wrap gap-2">
          <Button
            aria-label={`${text('web.staff.edit')}: ${rank.role}`}
            icon={<Pencil size={16} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            {text('web.staff.edit')}
          </Button>
          <Button
            aria-label={`${text('web.staff.notes.remove')}: ${rank.role}`}
            busy={busy}
            icon={<Trash2 size={16} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {text('web.staff.notes.remove')}
          </Button>
        </span>
      )}
      <ConfirmDialog
        open={asking}
        title={text('web.staff.ranks.remove')}
        text={text('web.staff.ranks.remove_text', { role: rank.role })}
        confirm={text('web.staff.notes.remove')}
        cancel={text('web.staff.cancel')}
        onAnswer={remove}
      />
    </Card>
  )
}

function List({ guild, manages }: Place & { manages: boolean }) {
  const { text } = useTexts()
  const ranks = useRanks(guild)
  if (!ranks) return <Skeleton className="h-40 w-full" />
  if (ranks.length === 0) {
    return (
      <EmptyState icon={ListOrdered} title={text('web.staff.ranks.none')}>
        {text('web.staff.ranks.none_text')}
      </EmptyState>
    )
  }
  return (
    <ol className="flex flex-col gap-2" aria-label={text('web.staff.ranks.title')}>
      {ranks.map((rank) => (
        <li key={rank.role}>
          <RankItem rank={rank} guild={guild} manages={manages} />
        </li>
      ))}
    </ol>
  )
}

/** `/staff/ranks`: the ranks of the team, their colours, and the roles that stand for them. */
export function RanksPage() {
  const { text } = useTexts()
  const [{ guild }] = useUrlSearch(guildSearch)
  const manages = useStatus(guild)?.may_manage ?? false
  const [adding, setAdding] = useState(false)
  const title = text('web.staff.ranks.title')
  usePageTitle(title)
  return (
    <>
      <BackLink to="/staff" label={text('web.staff.back')} />
      <PageHeader
        title={title}
        note={text('web.staff.ranks.note')}
        action={
          manages && (
            <Button
              kind="primary"
              icon={<Plus size={16} aria-hidden />}
              aria-expanded={adding}
              onClick={() => setAdding(!adding)}
            >
              {text('web.staff.ranks.add')}
            </Button>
          )
        }
      />
      {adding && <RankForm rank={null} guild={guild} onDone={() => setAdding(false)} />}
      <List guild={guild} manages={manages} />
    </>
  )
}
