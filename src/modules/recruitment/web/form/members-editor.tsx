import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useTexts } from '../texts.ts'
import type { MemberRow } from './values.ts'

const snowflake = /^\d{17,19}$/

/** People who are in from the start; each of them may decline. */
export function MembersEditor(props: {
  members: MemberRow[]
  errors: string[] | undefined
  onChange: (members: MemberRow[]) => void
}) {
  const { text } = useTexts()
  const { members, onChange } = props
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const add = () => {
    const id = typed.trim().replaceAll(/^<@!?|>$/g, '')
    setWrong(!snowflake.test(id))
    if (!snowflake.test(id)) return
    if (!members.some((one) => one.id === id)) onChange([...members, { id, name: null }])
    setTyped('')
  }
  const mistake = wrong ? [text('web.recruitment.form.member_wrong')] : []
  return (
    <div className="flex flex-col gap-2">
      <FormField
        label={text('web.recruitment.form.members')}
        help={text('web.recruitment.form.members_help')}
        errors={[...mistake, ...(props.errors ?? [])]}
      >
        {(described) => (
          <div className="flex gap-2">
            <TextInput
              {...described}
              inputMode="numeric"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return
                event.preventDefault()
                add()
              }}
            />
            <Button icon={<Plus size={16} aria-hidden />} onClick={add}>
              {text('web.recruitment.form.member_add')}
            </Button>
          </div>
        )}
      </FormField>
      {members.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {members.map(({ id, name }) => (
            <li key={id} className="flex items-center gap-1.5 rounded-full bg-sunken pl-0.5">
              <Avatar id={id} name={name} />
              <span className="text-sm">{name ?? id}</span>
              <button
                type="button"
                className="rounded-full p-1.5"
                aria-label={text('web.recruitment.form.member_remove', { name: name ?? id })}
                onClick={() => onChange(members.filter((one) => one.id !== id))}
              >
                <X size={14} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
