import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState, type ReactNode, type SyntheticEvent } from 'react'
import { z } from 'zod'
import { withQuery } from '#web/api/client.ts'
import { Failure } from '#web/pages/error.tsx'
import { useApi } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PersonPicker } from '#web/ui/person-picker.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { GuildPage } from './guild-page.tsx'
import { useWrite } from './use-write.ts'

const blocks = z.object({
  results: z.array(z.object({ discord_user_id: z.string(), display_name: z.string().nullable() })),
})
const alerts = z.object({
  results: z.array(
    z.object({
      kind: z.enum(['owner', 'game']),
      value: z.string(),
      display_name: z.string().nullable(),
    }),
  ),
})

function useList<Row>(
  guildId: string,
  name: 'blocks' | 'alerts',
  schema: z.ZodType<{ results: Row[] }>,
) {
  const api = useApi()
  return useQuery({
    queryKey: [`recruitment-${name}`, guildId],
    queryFn: async () =>
      (await api.get(`/api/discord/guilds/${guildId}/recruitment-${name}/`, schema)).body.results,
  })
}

function Section(props: { title: TextKey; note: TextKey; children: ReactNode }) {
  const { text } = useTexts()
  return (
    <Card className="flex flex-col gap-3 p-4">
      <h2 className="text-lg font-semibold">{text(props.title)}</h2>
      <p className="text-muted">{text(props.note)}</p>
      {props.children}
    </Card>
  )
}

function Line(props: { label: string; about?: string; busy: boolean; onRemove: () => void }) {
  const { text } = useTexts()
  const { label, about } = props
  return (
    <li className="flex min-h-11 items-center gap-3 border-t border-line py-1.5 first:border-t-0">
      <span className="min-w-0 flex-1 wrap-anywhere">
        <bdi>{label}</bdi>
        {about && <span className="text-muted"> · {about}</span>}
      </span>
      <Button
        busy={props.busy}
        icon={<Trash2 size={16} aria-hidden />}
        aria-label={text('web.recruitment.form.member_remove', { name: label })}
        onClick={props.onRemove}
      >
        {text('web.recruitment.templates.remove')}
      </Button>
    </li>
  )
}

function Alerts({ guildId }: { guildId: string }) {
  const { text } = useTexts()
  const [game, setGame] = useState('')
  const { data = [], error, refetch } = useList(guildId, 'alerts', alerts)
  const path = `/api/discord/guilds/${guildId}/recruitment-alerts/`
  const { send, running, errors } = useWrite({
    refresh: ['recruitment-alerts', guildId],
    saved: text('web.recruitment.edit.saved'),
  })
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  const add = (body: { kind: 'owner' | 'game'; value: string }) =>
    send({ method: 'POST', path, body })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (running || game.trim() === '') return
    add({ kind: 'game', value: game })
    setGame('')
  }
  return (
    <Section title="web.recruitment.alerts.title" note="web.recruitment.alerts.note">
      <ul>
        {data.map(({ kind, value, display_name: name }) => (
          <Line
            key={`${kind} ${value}`}
            label={name ?? value}
            about={text(`web.recruitment.alerts.${kind}`)}
            busy={running}
            onRemove={() => send({ method: 'DELETE', path: withQuery(path, { kind, value }) })}
          />
        ))}
      </ul>
      <form noValidate onSubmit={submit}>
        <FormField label={text('web.recruitment.alerts.add_game')} errors={errors['value']}>
          {(described) => (
            <div className="flex gap-2">
              <TextInput
                {...described}
                maxLength={100}
                value={game}
                onChange={(event) => setGame(event.target.value)}
              />
              <Button
                type="submit"
                className="shrink-0 whitespace-nowrap"
                icon={<Plus size={16} aria-hidden />}
                busy={running}
              >
                {text('web.recruitment.alerts.add')}
              </Button>
            </div>
          )}
        </FormField>
      </form>
      <FormField label={text('web.recruitment.alerts.add_owner')}>
        {(described) => (
          <PersonPicker
            guildId={guildId}
            described={described}
            onPick={({ id }) => add({ kind: 'owner', value: id })}
          />
        )}
      </FormField>
    </Section>
  )
}

function Blocks({ guildId }: { guildId: string }) {
  const { text } = useTexts()
  const { data = [], error, refetch } = useList(guildId, 'blocks', blocks)
  const path = `/api/discord/guilds/${guildId}/recruitment-blocks/`
  const { send, running, errors } = useWrite({
    refresh: ['recruitment-blocks', guildId],
    saved: text('web.recruitment.edit.saved'),
  })
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <Section title="web.recruitment.blocks.title" note="web.recruitment.blocks.note">
      <ul>
        {data.map(({ discord_user_id: id, display_name: name }) => (
          <Line
            key={id}
            label={name ?? id}
            busy={running}
            onRemove={() => send({ method: 'DELETE', path: `${path}${id}/` })}
          />
        ))}
      </ul>
      <FormField label={text('web.recruitment.blocks.add')} errors={errors['discord_user_id']}>
        {(described) => (
          <PersonPicker
            guildId={guildId}
            described={described}
            onPick={({ id }) => send({ method: 'POST', path: `${path}${id}/` })}
          />
        )}
      </FormField>
    </Section>
  )
}

/** `/discord-recruitments/mine`: of which parties somebody wants to hear, and whom to keep out. */
export function MinePage() {
  return (
    <GuildPage title="web.recruitment.nav.mine" note="web.recruitment.mine.note">
      {(guildId) => (
        <div className="grid max-w-5xl items-start gap-4 lg:grid-cols-2">
          <Alerts guildId={guildId} />
          <Blocks guildId={guildId} />
        </div>
      )}
    </GuildPage>
  )
}
