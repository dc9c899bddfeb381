import { X } from 'lucide-react'
import { Avatar } from '#web/ui/avatar.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PersonPicker } from '#web/ui/person-picker.tsx'
import { useTexts } from '../texts.ts'
import type { MemberRow } from './values.ts'

/** People who are in from the start; each of them may decline. */
export function MembersEditor(props: {
  guildId: string
  members: MemberRow[]
  errors: string[] | undefined
  onChange: (members: MemberRow[]) => void
}) {
  const { text } = useTexts()
  const { guildId, members, onChange } = props
  return (
    <div className="flex flex-col gap-2">
      <FormField
        label={text('web.recruitment.form.members')}
        help={text('web.recruitment.form.members_help')}
        errors={props.errors}
      >
        {(described) => (
          <PersonPicker
            guildId={guildId}
            described={described}
            onPick={({ id, name }) => {
              if (!members.some((one) => one.id === id)) onChange([...members, { id, name }])
            }}
          />
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
