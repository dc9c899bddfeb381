import { useFormValues } from '#web/ui/use-form-values.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, type SyntheticEvent } from 'react'
import { CircleAlert } from 'lucide-react'
import { newIdempotencyKey } from '#web/api/client.ts'
import { ApiError } from '#web/api/error.ts'
import { fieldErrorsOf, type FieldErrors } from '#web/api/field-errors.ts'
import { useApi, useSession } from '#web/session.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/unsaved-guard.tsx'
import { recruitment, type RecruitmentJson } from '../../contract/party.ts'
import { storeParty } from '../cache.ts'
import {
  AccessFields,
  MatterFields,
  SlotFields,
  StartField,
  TextField,
} from '../form/party-form.tsx'
import { patchBodyOf, valuesOf } from '../form/values.ts'
import { useTexts } from '../texts.ts'

type Wish = { body: Record<string, unknown>; overflow: boolean }

function usePatch(
  party: RecruitmentJson,
  on: { saved: () => void; refused: (errors: FieldErrors) => void },
) {
  const api = useApi()
  const queries = useQueryClient()
  const { me } = useSession()
  const { text } = useTexts()
  const notify = useNotify()
  return useMutation({
    async mutationFn({ body, overflow }: Wish) {
      const query = overflow ? '?overflow=waitlist' : ''
      const path = `/api/discord/recruitments/${String(party.id)}/${query}`
      const idempotencyKey = newIdempotencyKey()
      const request = { method: 'PATCH', path, body, schema: recruitment, idempotencyKey } as const
      return (await api.write(request)).body
    },
    onSuccess(after) {
      storeParty({ queries, reader: me.user }, after)
      notify('good', text('web.recruitment.edit.saved'))
      on.saved()
    },
    onError: (refusal) => on.refused(fieldErrorsOf(refusal)),
  })
}

/** Refusals that sending the last ones to the queue lifts. */
const tight: ReadonlySet<string> = new Set(['max_slots_below_current', 'roles_below_current'])

function Refused(props: { error: Error; onOverflow: () => void }) {
  const { text } = useTexts()
  const { error } = props
  const tooMany = error instanceof ApiError && tight.has(error.code)
  const general = Object.keys(fieldErrorsOf(error)).length === 0
  if (!tooMany && !general) return null
  return (
    <div role="alert">
      <Banner
        tone={tooMany ? 'warn' : 'bad'}
        icon={CircleAlert}
        action={
          tooMany && (
            <Button onClick={props.onOverflow}>{text('web.recruitment.edit.overflow')}</Button>
          )
        }
      >
        {error.message}
      </Banner>
    </div>
  )
}

/** Changes a party in place; only what was changed is sent. */
export function EditForm(props: { party: RecruitmentJson; onClose: () => void }) {
  const { party, onClose } = props
  const { text } = useTexts()
  const saved = useRef(false)
  const { form, first, values, errors, setErrors, dirty, change } = useFormValues(valuesOf(party))
  const { mutate, isPending, error } = usePatch(party, {
    saved() {
      saved.current = true
      onClose()
    },
    refused: setErrors,
  })
  const parts = { values, errors, change }
  const save = (overflow: boolean) => {
    if (isPending) return
    const body = patchBodyOf(first, values)
    if (Object.keys(body).length === 0) onClose()
    else mutate({ body, overflow })
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    save(false)
  }
  return (
    <Card className="p-4">
      <form ref={form} noValidate className="flex flex-col gap-4" onSubmit={submit}>
        <h2 className="text-lg font-semibold">{text('web.recruitment.edit.title')}</h2>
        <TextField {...parts} name="title" input={{ required: true, maxLength: 100 }} />
        <SlotFields {...parts} />
        <StartField {...parts} />
        <MatterFields {...parts} />
        <AccessFields {...parts} />
        {error && <Refused error={error} onOverflow={() => save(true)} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary" busy={isPending}>
            {text('web.recruitment.edit.save')}
          </Button>
          <Button onClick={onClose}>{text('web.recruitment.edit.discard')}</Button>
        </div>
      </form>
      <UnsavedGuard dirty={dirty} saved={saved} />
    </Card>
  )
}
