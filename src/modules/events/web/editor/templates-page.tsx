import { LayoutTemplate, Trash2 } from 'lucide-react'
import { useState, type SyntheticEvent } from 'react'
import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { eventTemplate } from '../../contract/series.ts'
import { useEvents } from '../data/use-events.ts'
import { useWrite } from '../data/use-write.ts'
import { EventsNav } from '../events-nav.tsx'
import { useTexts } from '../texts.ts'
import { ChoiceField } from './fields.tsx'
import { templatesKey, templatesPath, useTemplates } from './templates.ts'

function NewTemplate({ guild }: { guild: string }) {
  const { text } = useTexts()
  const notify = useNotify()
  const [name, setName] = useState('')
  const [from, setFrom] = useState('')
  const { items } = useEvents({ guild_id: guild })
  const { send, running } = useWrite({
    schema: eventTemplate,
    refresh: [templatesKey],
    done(made) {
      notify('good', text('web.events.templates.saved', { name: made.name }))
      setName('')
    },
  })
  const submit = (submitted: SyntheticEvent) => {
    submitted.preventDefault()
    send({
      method: 'POST',
      path: `${templatesPath}/`,
      body: { guild_id: guild, name, ...(from && { from_event_id: from }) },
    })
  }
  return (
    <Card className="p-4">
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <h2 className="text-lg font-semibold">{text('web.events.templates.new')}</h2>
        <FormField label={text('web.events.templates.name')}>
          {(described) => (
            <TextInput
              {...described}
              required
              maxLength={80}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </FormField>
        <ChoiceField
          label={text('web.events.templates.from')}
          value={from}
          options={[
            { value: '', label: text('web.events.templates.empty') },
            ...items.map((event) => ({ value: event.id, label: event.title })),
          ]}
          onChange={setFrom}
        />
        <Button type="submit" kind="primary" className="self-start" busy={running !== null}>
          {text('web.events.form.save')}
        </Button>
      </form>
    </Card>
  )
}

function Templates({ guild }: { guild: string }) {
  const { text, instant } = useTexts()
  const { data, error, isPending, refetch } = useTemplates(guild)
  const { send } = useWrite({ schema: z.unknown(), refresh: [templatesKey] })
  if (isPending) return <Skeleton className="h-32 w-full" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data.length === 0) {
    return (
      <EmptyState icon={LayoutTemplate} title={text('web.events.templates.none')}>
        {text('web.events.templates.none_text')}
      </EmptyState>
    )
  }
  return (
    <ul className="flex flex-col gap-2">
      {data.map((template) => (
        <li key={template.id}>
          <Card className="flex flex-wrap items-center gap-3 px-4 py-2">
            <div className="min-w-0 flex-1">
              <p className="font-medium wrap-anywhere">{template.name}</p>
              <p className="text-sm text-muted">
                {[template.fields.title, instant(Date.parse(template.updated_at))]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            <Button
              kind="danger"
              aria-label={text('web.events.templates.delete', { name: template.name })}
              onClick={() => send({ method: 'DELETE', path: `${templatesPath}/${template.id}` })}
            >
              <Trash2 size={16} aria-hidden />
            </Button>
          </Card>
        </li>
      ))}
    </ul>
  )
}

/** `/events/templates`: what new events can begin with. */
export function TemplatesPage() {
  const { text } = useTexts()
  const { me } = useSession()
  const [{ guild = me.guilds[0]?.id }] = useUrlSearch(guildSearch)
  const title = text('web.events.nav.templates')
  usePageTitle(title)
  return (
    <>
      <PageHeader title={title} note={text('web.events.templates.note')} />
      <EventsNav />
      {guild === undefined ? (
        <EmptyState icon={LayoutTemplate} title={text('web.events.form.no_guild')} />
      ) : (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Templates guild={guild} />
          <NewTemplate guild={guild} />
        </div>
      )}
    </>
  )
}
