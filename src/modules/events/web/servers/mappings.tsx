import { Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { z } from 'zod'
import { Link } from '@tanstack/react-router'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import type { RoleMappingJson } from '../../contract/guild.ts'
import { usePlaces } from '#web/places.ts'
import { useWrite } from '../data/use-write.ts'
import { ChoiceField } from '../editor/fields.tsx'
import { useTexts } from '../texts.ts'
import { guildKey, guildsPath, useChannelMappings, useRoleMappings } from './use-server.ts'

const roleTypes = ['event_participant', 'event_organizer', 'org_admin'] as const

function Rows(props: { title: string; none: string; count: number; children: ReactNode }) {
  return (
    <>
      <h2 className="text-lg font-semibold">{props.title}</h2>
      {props.count === 0 ? <p className="text-muted">{props.none}</p> : <ul>{props.children}</ul>}
    </>
  )
}

function NewMapping({ guild }: { guild: string }) {
  const { text } = useTexts()
  const places = usePlaces(guild)
  const [role, setRole] = useState('')
  const [type, setType] = useState<(typeof roleTypes)[number]>('event_participant')
  const { send, running } = useWrite({
    schema: z.unknown(),
    refresh: [guildKey(guild)],
    done: () => setRole(''),
  })
  return (
    <div className="grid grid-cols-1 items-end gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
      <ChoiceField
        label={text('web.events.mapping.role')}
        value={role}
        options={[
          { value: '', label: text('web.events.form.choose') },
          ...places.roles.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={setRole}
      />
      <ChoiceField
        label={text('web.events.mapping.stands_for')}
        value={type}
        options={roleTypes.map((value) => ({
          value,
          label: text(`web.events.mapping.${value}`),
        }))}
        onChange={setType}
      />
      <Button
        busy={running !== null}
        disabled={role === ''}
        onClick={() =>
          send({
            method: 'POST',
            path: `${guildsPath}/${guild}/role-mappings`,
            body: { discord_role_id: role, role_type: type },
          })
        }
      >
        {text('web.events.mapping.add')}
      </Button>
    </div>
  )
}

function MappingRow({ guild, mapping }: { guild: string; mapping: RoleMappingJson }) {
  const { text } = useTexts()
  const { send } = useWrite({ schema: z.unknown(), refresh: [guildKey(guild)] })
  return (
    <li className="flex flex-wrap items-center gap-2 border-t border-line py-1.5">
      <span className="min-w-0 flex-1 wrap-anywhere">{mapping.discord_role_name}</span>
      <span className="text-sm text-muted">{text(`web.events.mapping.${mapping.role_type}`)}</span>
      <Button
        kind="danger"
        className="min-h-8 px-2"
        aria-label={text('web.events.mapping.delete', { name: mapping.discord_role_name })}
        onClick={() =>
          send({ method: 'DELETE', path: `${guildsPath}/${guild}/role-mappings/${mapping.id}` })
        }
      >
        <Trash2 size={16} aria-hidden />
      </Button>
    </li>
  )
}

/** Which roles of Discord are given and what they stand for. */
export function RoleMappings({ id }: { id: string }) {
  const { text } = useTexts()
  const { data = [] } = useRoleMappings(id)
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="role-mappings">
      <Rows
        title={text('web.events.mapping.title')}
        none={text('web.events.mapping.none')}
        count={data.length}
      >
        {data.map((mapping) => (
          <MappingRow key={mapping.id} guild={id} mapping={mapping} />
        ))}
      </Rows>
      <NewMapping guild={id} />
    </Card>
  )
}

/** Channels and threads that belong to events, and what becomes of them. */
export function ChannelMappings({ id }: { id: string }) {
  const { text, instant } = useTexts()
  const { data = [] } = useChannelMappings(id)
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="channel-mappings">
      <Rows
        title={text('web.events.channels.title')}
        none={text('web.events.channels.none')}
        count={data.length}
      >
        {data.map((mapping) => (
          <li
            key={mapping.id}
            className="flex flex-wrap items-center gap-x-3 border-t border-line py-1.5"
          >
            <Link
              to="/events/$id"
              params={{ id: mapping.event_id }}
              search={keepGuild}
              className="min-w-0 flex-1 text-accent underline wrap-anywhere"
            >
              {mapping.discord_channel_name}
            </Link>
            <span className="text-sm text-muted">
              {text(`web.events.channels.${mapping.channel_type}`)} ·{' '}
              {text(`web.events.channels.state.${mapping.state}`)}
              {mapping.delete_at && ` · ${instant(Date.parse(mapping.delete_at))}`}
            </span>
          </li>
        ))}
      </Rows>
    </Card>
  )
}
