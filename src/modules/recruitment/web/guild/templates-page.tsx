import { useQuery } from '@tanstack/react-query'
import { LayoutTemplate, Trash2 } from 'lucide-react'
import { useState, type SyntheticEvent } from 'react'
import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { useApi } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField, TextArea } from '#web/ui/form-field.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { GuildPage } from './guild-page.tsx'
import { useWrite } from './use-write.ts'

const template = z.object({
  name: z.string(),
  fields: z.object({
    title: z.string().optional(),
    game: z.string().nullish(),
    max_slots: z.int().optional(),
    min_slots: z.int().nullish(),
    expires_in_minutes: z.int().optional(),
    description: z.string().optional(),
  }),
})
type Template = z.infer<typeof template>
const templates = z.object({ results: z.array(template) })

const pathOf = (guildId: string) => `/api/discord/guilds/${guildId}/recruitment-templates/`
const keyOf = (guildId: string) => ['recruitments', 'templates', guildId]

function Line({ guildId, one }: { guildId: string; one: Template }) {
  const { text } = useTexts()
  const { send, running } = useWrite({
    refresh: keyOf(guildId),
    saved: text('web.recruitment.templates.removed'),
  })
  const { title, game, max_slots: slots } = one.fields
  const places =
    slots === undefined ? null : text('web.recruitment.templates.places', { count: slots })
  const about = [title, game, places].filter(Boolean).join(' · ')
  const path = `${pathOf(guildId)}${encodeURIComponent(one.name)}/`
  return (
    <li className="flex min-h-11 items-center gap-3 border-t border-line py-1.5 first:border-t-0">
      <span className="min-w-0 flex-1 wrap-anywhere">
        <span className="font-medium">{one.name}</span>
        {about && <span className="block text-sm text-muted">{about}</span>}
      </span>
      <Button
        busy={running}
        icon={<Trash2 size={16} aria-hidden />}
        aria-label={text('web.recruitment.form.member_remove', { name: one.name })}
        onClick={() => send({ method: 'DELETE', path })}
      >
        {text('web.recruitment.templates.remove')}
      </Button>
    </li>
  )
}

const lines = [
  ['name', 'web.recruitment.templates.name', 'text'],
  ['title', 'web.recruitment.form.title', 'text'],
  ['game', 'web.recruitment.form.game', 'text'],
  ['max_slots', 'web.recruitment.form.max_slots', 'number'],
  ['min_slots', 'web.recruitment.form.min_slots', 'number'],
  ['expires_in_minutes', 'web.recruitment.form.expires', 'number'],
] as const satisfies readonly (readonly [string, TextKey, 'text' | 'number'])[]
type Name = (typeof lines)[number][0] | 'description'

const empty: Record<Name, string> = {
  name: '',
  title: '',
  game: '',
  max_slots: '',
  min_slots: '',
  expires_in_minutes: '',
  description: '',
}

function bodyOf({ name, ...values }: Record<Name, string>) {
  const numeric = new Set<string>(
    lines.filter(([, , type]) => type === 'number').map(([key]) => key),
  )
  const given = Object.entries(values).filter(([, value]) => value.trim() !== '')
  const fields = given.map(([key, value]) => [key, numeric.has(key) ? Number(value) : value])
  return { name, fields: Object.fromEntries(fields) as Record<string, string | number> }
}

function NewTemplate({ guildId }: { guildId: string }) {
  const { text } = useTexts()
  const [values, setValues] = useState(empty)
  const { send, running, errors } = useWrite({
    refresh: keyOf(guildId),
    saved: text('web.recruitment.edit.saved'),
    onSaved: () => setValues(empty),
  })
  const change = (name: Name, value: string) => setValues((old) => ({ ...old, [name]: value }))
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!running) send({ method: 'POST', path: pathOf(guildId), body: bodyOf(values) })
  }
  const wrong = (name: Name) => errors[name] ?? errors[`fields.${name}`]
  return (
    <Card className="p-4">
      <form noValidate className="flex flex-col gap-4" onSubmit={submit}>
        <h2 className="text-lg font-semibold">{text('web.recruitment.templates.new')}</h2>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {lines.map(([name, label, type]) => (
            <FormField key={name} label={text(label)} errors={wrong(name)}>
              {(described) => (
                <TextInput
                  {...described}
                  type={type}
                  value={values[name]}
                  onChange={(event) => change(name, event.target.value)}
                />
              )}
            </FormField>
          ))}
        </div>
        <FormField label={text('web.recruitment.form.description')} errors={wrong('description')}>
          {(described) => (
            <TextArea
              {...described}
              value={values.description}
              onChange={(event) => change('description', event.target.value)}
            />
          )}
        </FormField>
        <Button type="submit" kind="primary" className="self-start" busy={running}>
          {text('web.recruitment.templates.save')}
        </Button>
      </form>
    </Card>
  )
}

function Templates({ guildId }: { guildId: string }) {
  const { text } = useTexts()
  const api = useApi()
  const { data, error, refetch } = useQuery({
    queryKey: [...keyOf(guildId), 'whole'],
    queryFn: async () => (await api.get(pathOf(guildId), templates)).body.results,
  })
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      {!data && <Skeleton className="h-32 w-full" />}
      {data?.length === 0 && (
        <EmptyState icon={LayoutTemplate} title={text('web.recruitment.templates.none')} />
      )}
      {data && data.length > 0 && (
        <Card className="p-4">
          <ul>
            {data.map((one) => (
              <Line key={one.name} guildId={guildId} one={one} />
            ))}
          </ul>
        </Card>
      )}
      <NewTemplate guildId={guildId} />
    </div>
  )
}

/** `/discord-recruitments/templates`: a server's starting points for parties. */
export function TemplatesPage() {
  return (
    <GuildPage title="web.recruitment.nav.templates" note="web.recruitment.templates.note">
      {(guildId) => <Templates guildId={guildId} />}
    </GuildPage>
  )
}
