import { Plus } from 'lucide-react'
import { useState } from 'react'
import { fieldErrorsOf, type FieldErrors } from '#web/api/field-errors.ts'
import { Button } from '#web/ui/button.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { roleMenu, type RoleMenuJson } from '../../contract/guild.ts'
import { useWrite } from '../data/use-write.ts'
import { useTexts } from '../texts.ts'
import { MenuSettings, OptionFields } from './menu-fields.tsx'
import { bodyOf, valuesOf, type Offered, type Values } from './menu-values.ts'
import { guildKey, guildsPath } from './use-server.ts'

function Options(props: {
  values: Values
  offered: Offered
  set: (patch: Partial<Values>) => void
}) {
  const { values, offered, set } = props
  const { text } = useTexts()
  const { options } = values
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="font-medium">{text('web.events.menus.options')}</legend>
      <ol className="flex flex-col gap-2">
        {options.map((option, index) => (
          <OptionFields
            key={option.row}
            number={index + 1}
            option={option}
            offered={offered}
            set={(patch) => set({ options: options.with(index, { ...option, ...patch }) })}
            remove={() => set({ options: options.filter((one) => one !== option) })}
          />
        ))}
      </ol>
      <Button
        className="self-start"
        icon={<Plus size={16} aria-hidden />}
        onClick={() =>
          set({
            options: [
              ...options,
              {
                row: Math.max(0, ...options.map(({ row }) => row)) + 1,
                role: '',
                label: '',
                emoji: '',
                description: '',
              },
            ],
          })
        }
      >
        {text('web.events.menus.add')}
      </Button>
    </fieldset>
  )
}

/** The editor of a role menu. */
export function MenuForm(props: {
  guild: string
  menu: RoleMenuJson | null
  offered: Offered
  onClose: () => void
}) {
  const { guild, menu, offered, onClose } = props
  const { text } = useTexts()
  const notify = useNotify()
  const [values, setValues] = useState(() => valuesOf(menu, offered.channels[0]?.id ?? ''))
  const [errors, setErrors] = useState<FieldErrors>({})
  const set = (patch: Partial<Values>) => setValues((old) => ({ ...old, ...patch }))
  const { send, running } = useWrite({
    schema: roleMenu,
    refresh: [guildKey(guild)],
    done() {
      notify('good', text('web.events.saved'))
      onClose()
    },
    failed(refusal) {
      setErrors(fieldErrorsOf(refusal))
      notify('bad', refusal.message)
    },
  })
  const path = `${guildsPath}/${guild}/role-menus`
  return (
    <form
      noValidate
      className="flex flex-col gap-3 rounded-control border border-line p-3"
      onSubmit={(submitted) => {
        submitted.preventDefault()
        const body = bodyOf(values, offered)
        if (menu) send({ method: 'PATCH', path: `${path}/${menu.id}`, body })
        else send({ method: 'POST', path, body })
      }}
    >
      <MenuSettings values={values} errors={errors} offered={offered} set={set} />
      <Options values={values} offered={offered} set={set} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={running !== null}>
          {text('web.events.form.save')}
        </Button>
        <Button onClick={onClose}>{text('web.events.form.discard')}</Button>
      </div>
    </form>
  )
}
