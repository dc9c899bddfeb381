import { ListChecks, Pencil, Power, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { RoleMenuJson } from '../../contract/guild.ts'
import { useWrite } from '../data/use-write.ts'
import { useTexts } from '../texts.ts'
import { MenuForm } from './menu-form.tsx'
import { guildKey, guildsPath, useRoleMenus } from './use-server.ts'

function MenuRow(props: { guild: string; menu: RoleMenuJson; onEdit: () => void }) {
  const { guild, menu, onEdit } = props
  const { text } = useTexts()
  const { send, running } = useWrite({ schema: z.unknown(), refresh: [guildKey(guild)] })
  const path = `${guildsPath}/${guild}/role-menus/${menu.id}`
  return (
    <li className="flex flex-wrap items-center gap-2 border-t border-line py-2">
      <div className="min-w-0 flex-1 basis-40">
        <p className="font-medium wrap-anywhere">
          {menu.jump_url ? (
            <a href={menu.jump_url} className="text-accent underline">
              {menu.title}
            </a>
          ) : (
            menu.title
          )}
        </p>
        <p className="text-sm text-muted">
          {menu.options.map(({ role_name: name }) => name).join(', ')}
        </p>
        {menu.options.map(
          ({ discord_role_id: id, role_name: name, reason }) =>
            reason && (
              <p key={id} className="text-sm text-bad">
                {text(`web.events.menus.${reason}`, { name })}
              </p>
            ),
        )}
      </div>
      <Badge tone={menu.active ? 'good' : 'neutral'} icon={Power}>
        {text(menu.active ? 'web.events.menus.on' : 'web.events.menus.off')}
      </Badge>
      <Button
        aria-label={text('web.events.menus.edit', { title: menu.title })}
        icon={<Pencil size={16} aria-hidden />}
        onClick={onEdit}
      />
      <Button
        aria-label={text(menu.active ? 'web.events.menus.turn_off' : 'web.events.menus.turn_on', {
          title: menu.title,
        })}
        icon={<Power size={16} aria-hidden />}
        busy={running !== null}
        onClick={() => send({ method: 'PATCH', path, body: { active: !menu.active } })}
      />
      <Button
        kind="danger"
        aria-label={text('web.events.menus.delete', { title: menu.title })}
        icon={<Trash2 size={16} aria-hidden />}
        busy={running !== null}
        onClick={() => send({ method: 'DELETE', path })}
      />
    </li>
  )
}

/** Messages on which people choose roles, and their editor. */
export function RoleMenus({ id }: { id: string }) {
  const { text } = useTexts()
  const { data, error, isPending, refetch } = useRoleMenus(id)
  const [editing, setEditing] = useState<string | null>(null)
  const menu = data?.results.find((one) => one.id === editing) ?? null
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="role-menus">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">{text('web.events.menus.title')}</h2>
        {data && editing === null && (
          <Button icon={<ListChecks size={16} aria-hidden />} onClick={() => setEditing('new')}>
            {text('web.events.menus.new')}
          </Button>
        )}
      </div>
      {isPending && <Skeleton className="h-16 w-full" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data && editing !== null && (
        <MenuForm
          key={editing}
          guild={id}
          menu={menu}
          offered={data}
          onClose={() => setEditing(null)}
        />
      )}
      {data?.results.length === 0 && editing === null && (
        <p className="text-muted">{text('web.events.menus.none')}</p>
      )}
      {data && data.results.length > 0 && (
        <ul>
          {data.results.map((one) => (
            <MenuRow key={one.id} guild={id} menu={one} onEdit={() => setEditing(one.id)} />
          ))}
        </ul>
      )}
    </Card>
  )
}
