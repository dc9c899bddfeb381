import { Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { z } from 'zod'
import { Link } from '@tanstack/react-router'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import type { MappingPreviewJson, RoleMappingJson } from '../../contract/guild.ts'
import { usePlaces } from '#web/places.ts'
import { useWrite } from '../data/use-write.ts'
import { ChoiceField } from '../editor/fields.tsx'
import { useTexts } from '../texts.ts'
import {
  guildKey,
  guildsPath,
  useChannelMappings,
  useMappingPreview,
  useRoleMappings,
} from './use-server.ts'

const roleTypes = ['event_participant', 'event_organizer', 'org_admin'] as const

function Rows(props: { title: string; none: string; count: number; children: ReactNode }) {
  return (
    <>
      <h2 className="text-lg font-semibold">{props.title}</h2>
      {props.count === 0 ? <p className="text-muted">{props.none}</p> : <ul>{props.children}</ul>}
    </>
  )
}

/** What a change of the mappings would do to people now. */
function Preview({ guild, query }: { guild: string; query: Record<string, string> | null }) {
  const { text } = useTexts()
  const { data } = useMappingPreview(guild, query)
  const { gain, lose } = data ?? {}
  const names = (of: MappingPreviewJson['gain']) => {
    const more = of.count - of.people.length
    const all = of.people.map(({ display_name }) => display_name).join(', ')
    return more > 0 ? `${all} +${more}` : all
  }
  return (
    <output className="block text-sm text-muted wrap-anywhere" data-testid="mapping-preview">
      {data?.managed === false && (
        <span className="block">{text('web.events.mapping.preview.unmanaged')}</span>
      )}
      {data?.managed && gain && lose && gain.count + lose.count === 0 && (
        <span className="block">{text('web.events.mapping.preview.nobody')}</span>
      )}
      {gain && gain.count > 0 && (
        <span className="block">
          {text('web.events.mapping.preview.gain', { count: gain.count })} {names(gain)}
        </span>
      )}
      {lose && lose.count > 0 && (
        <span className="block">
          {text('web.events.mapping.preview.lose', { count: lose.count })} {names(lose)}
        </span>
      )}
    </output>
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
      <div className="sm:col-span-full">
        <Preview
          guild={guild}
          query={role === '' ? null : { discord_role_id: role, role_type: type }}
        />
      </div>
    </div>
  )
}

function MappingRow({ guild, mapping }: { guild: string; mapping: RoleMappingJson }) {
  const { text } = useTexts()
  const { send } = useWrite({ schema: z.unknown(), refresh: [guildKey(guild)] })
  const [asking, setAsking] = useState(false)
  const path = `${guildsPath}/${guild}/role-mappings/${mapping.id}`
  return (
    <li className="flex flex-wrap items-center gap-2 border-t border-line py-1.5">
      <span className="min-w-0 flex-1 wrap-anywhere">{mapping.discord_role_name}</span>
      <span className="text-sm text-muted">{text(`web.events.mapping.${mapping.role_type}`)}</span>
      <Button
        kind="danger"
        className="min-h-8 px-2"
        aria-label={text('web.events.mapping.delete', { name: mapping.discord_role_name })}
        aria-expanded={asking}
        onClick={() => setAsking(!asking)}
      >
        <Trash2 size={16} aria-hidden />
      </Button>
      {asking && (
        <div className="flex w-full flex-wrap items-center justify-between gap-2">
          <Preview guild={guild} query={{ remove: mapping.id }} />
          <Button kind="danger" onClick={() => send({ method: 'DELETE', path })}>
            {text('web.events.mapping.confirm')}
          </Button>
        </div>
      )}
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
