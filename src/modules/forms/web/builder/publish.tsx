import { Send } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Field, Select, Switch } from '#web/ui/field.tsx'
import type { FormChoices } from '../../contract/builder.ts'
import { form as formSchema, type FormJson } from '../../contract/form.ts'
import { formPath, useWrite } from '../api.ts'
import { Section } from '../parts.tsx'
import { useTexts } from '../texts.ts'

/** Publishes a draft to a channel, or closes and opens what is published. */
export function Publish({ form, choices }: { form: FormJson; choices: FormChoices }) {
  const { text } = useTexts()
  const [channel, setChannel] = useState(form.channel_id ?? choices.channels[0]?.id ?? '')
  const [notify, setNotify] = useState(false)
  const [asking, setAsking] = useState(false)
  const publish = useWrite({
    request: () => ({
      path: formPath(form.id, 'publish'),
      body: { channel_id: channel, notify },
      schema: formSchema,
    }),
    done: () => text('web.forms.did.publish'),
  })
  const turn = useWrite({
    request: (verb: 'close' | 'reopen') => ({
      path: formPath(form.id, verb),
      schema: formSchema,
    }),
    done: (_body, verb) => text(verb === 'close' ? 'web.forms.did.close' : 'web.forms.did.reopen'),
  })
  if (form.state === 'published')
    return (
      <Section title={text('web.forms.open.title')} note={text('web.forms.open.note')}>
        <Button kind="danger" busy={turn.isPending} onClick={() => setAsking(true)}>
          {text('web.forms.close')}
        </Button>
        <ConfirmDialog
          open={asking}
          title={text('web.forms.close.title')}
          text={text('web.forms.close.text')}
          confirm={text('web.forms.close')}
          cancel={text('web.forms.cancel')}
          onAnswer={(confirmed) => {
            setAsking(false)
            if (confirmed) turn.mutate('close')
          }}
        />
      </Section>
    )
  if (form.state === 'closed')
    return (
      <Section title={text('web.forms.state.closed')}>
        <Button kind="primary" busy={turn.isPending} onClick={() => turn.mutate('reopen')}>
          {text('web.forms.reopen')}
        </Button>
      </Section>
    )
  if (form.state === 'expired') return null
  return (
    <Section title={text('web.forms.publish.title')} note={text('web.forms.publish.note')}>
      <Field label={text('web.forms.publish.channel')}>
        {(id) => (
          <Select id={id} value={channel} onChange={(event) => setChannel(event.target.value)}>
            {choices.channels.map((one) => (
              <option key={one.id} value={one.id}>
                #{one.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Switch label={text('web.forms.publish.notify')} checked={notify} onChange={setNotify} />
      <Button
        kind="primary"
        icon={<Send size={16} aria-hidden />}
        busy={publish.isPending}
        disabled={channel === ''}
        onClick={() => publish.mutate(undefined)}
      >
        {text('web.forms.publish')}
      </Button>
    </Section>
  )
}
