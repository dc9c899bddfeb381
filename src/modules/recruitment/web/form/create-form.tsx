import { useFormValues } from '#web/ui/use-form-values.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, type SyntheticEvent } from 'react'
import { parseSlotsFromTitle } from '#core/time/slots.ts'
import { useContentKey } from '#web/api/content-key.ts'
import { fieldErrorsOf } from '#web/api/field-errors.ts'
import { useApi } from '#web/session.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Switch } from '#web/ui/field.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/unsaved-guard.tsx'
import { CircleAlert } from 'lucide-react'
import { createAnswer } from '../../contract/write.ts'
import { Preview } from './preview.tsx'
import { useTexts } from '../texts.ts'
import { MembersEditor } from './members-editor.tsx'
import {
  AccessFields,
  MatterFields,
  SlotFields,
  StartField,
  TextField,
  type FormParts,
} from './party-form.tsx'
import { PlaceFields, TemplateField } from './place-fields.tsx'
import { createBodyOf, type PartyValues } from './values.ts'

function TitleField(parts: FormParts) {
  const { text } = useTexts()
  const { values, change } = parts
  /** "Ranked @2" looks for two more: three places, and a title without the mark. */
  const readSlots = () => {
    const { title, slots } = parseSlotsFromTitle(values.title)
    if (slots !== null && values.max_slots === '') change({ title, max_slots: String(slots) })
  }
  return (
    <TextField
      {...parts}
      name="title"
      help={text('web.recruitment.form.title_help')}
      input={{ required: true, maxLength: 100, onBlur: readSlots, autoComplete: 'off' }}
    />
  )
}

function RoomFields({ values, change }: FormParts) {
  const { text } = useTexts()
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-1">
      <Switch
        label={text('web.recruitment.form.voice')}
        checked={values.voice}
        onChange={(voice) => change({ voice })}
      />
      <Switch
        label={text('web.recruitment.form.thread')}
        checked={values.thread}
        onChange={(thread) => change({ thread })}
      />
    </div>
  )
}

function useCreate(options: { onCreated: (id: number) => void; onError: (error: Error) => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const { text } = useTexts()
  const notify = useNotify()
  return useMutation({
    async mutationFn({ values, key }: { values: PartyValues; key: string }) {
      const path = '/api/discord/recruitments/'
      const body = createBodyOf(values)
      const request = { method: 'POST', path, body, schema: createAnswer } as const
      return (await api.write({ ...request, idempotencyKey: key })).body
    },
    onSuccess({ id, title, skipped }) {
      void queries.invalidateQueries({ queryKey: ['recruitments', 'list'] })
      notify('good', text('web.recruitment.form.created', { title }))
      const count = skipped.length
      if (count > 0) notify('bad', text('web.recruitment.form.skipped', { count }))
      options.onCreated(id)
    },
    onError: options.onError,
  })
}

/** The form of a new party with its message in Discord beside it. */
export function CreateForm({ start }: { start: PartyValues }) {
  const { text } = useTexts()
  const navigate = useNavigate()
  const saved = useRef(false)
  const keyFor = useContentKey()
  const { form, values, errors, setErrors, dirty, change } = useFormValues(start)
  const { mutate, isPending, error } = useCreate({
    onCreated(id) {
      saved.current = true
      const to = '/discord-recruitments/$id'
      void navigate({ to, params: { id: String(id) }, search: keepGuild })
    },
    onError: (refusal) => setErrors(fieldErrorsOf(refusal)),
  })
  const parts = { values, errors, change }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (isPending) return
    const { title, slots } = parseSlotsFromTitle(values.title)
    const read = slots !== null && values.max_slots === ''
    const wish = read ? { ...values, title, max_slots: String(slots) } : values
    mutate({ values: wish, key: keyFor(wish) })
  }
  const general = error && Object.keys(fieldErrorsOf(error)).length === 0
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
      <form ref={form} noValidate className="flex min-w-0 flex-col gap-4" onSubmit={submit}>
        <PlaceFields {...parts} />
        <TemplateField {...parts} />
        <TitleField {...parts} />
        <SlotFields {...parts} />
        <div className="grid gap-4 sm:grid-cols-2">
          <StartField {...parts} />
          <TextField
            {...parts}
            name="expires_in_minutes"
            help={text('web.recruitment.form.expires_help')}
            input={{ type: 'number', min: 1, max: 43_200 }}
          />
        </div>
        <MatterFields {...parts} />
        <MembersEditor
          guildId={values.guild}
          members={values.members}
          errors={errors['members']}
          onChange={(members) => change({ members })}
        />
        <AccessFields {...parts} />
        <RoomFields {...parts} />
        {general && (
          <div role="alert">
            <Banner tone="bad" icon={CircleAlert}>
              {error.message}
            </Banner>
          </div>
        )}
        <Button type="submit" kind="primary" className="self-start" busy={isPending}>
          {text('web.recruitment.form.create')}
        </Button>
      </form>
      <Preview values={values} />
      <UnsavedGuard dirty={dirty} saved={saved} />
    </div>
  )
}
