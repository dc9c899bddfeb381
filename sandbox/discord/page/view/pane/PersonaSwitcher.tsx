import { useLanguage, useTexts } from '../../locales/context.tsx'
import type { Guild } from '../../state/model.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Picker } from '../../ui/Picker.tsx'
import type { Persona } from '../../wire/control.ts'

/** A person's name for switchers and lists. */
export function personaName({
  global_name: name,
  username,
}: Pick<Persona, 'global_name' | 'username'>): string {
  return name ?? username
}

/** Chooses as whom one acts; everybody with their language and what they are in the server. */
export function PersonaSwitcher({
  people,
  persona,
  guild,
  onChange,
}: {
  people: readonly Persona[]
  persona: Persona
  guild: Guild | undefined
  onChange: (id: string) => void
}) {
  const t = useTexts()
  const languageNames = new Intl.DisplayNames(useLanguage(), { type: 'language' })
  const describe = ({ id, locale }: Persona): string => {
    const roles = guild?.members.get(id)?.roles.flatMap((role) => guild.roles.get(role)?.name ?? [])
    const owner = guild?.owner_id === id ? [t.owner] : []
    return [languageNames.of(locale ?? 'en'), ...owner, ...(roles ?? [])].join(' · ')
  }
  return (
    <div className="flex max-w-80 min-w-0 items-center gap-2">
      <Avatar id={persona.id} name={personaName(persona)} size="small" />
      <Picker
        label={t.actingAs}
        placeholder={t.actingAs}
        options={people.map((one) => ({
          value: one.id,
          label: personaName(one),
          description: describe(one),
        }))}
        values={[persona.id]}
        onPick={([id]) => id !== undefined && onChange(id)}
      />
    </div>
  )
}
