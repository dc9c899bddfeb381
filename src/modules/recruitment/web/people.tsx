import { Avatar } from '#web/ui/avatar.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { useTexts } from './texts.ts'

/** The most names that a card shows. */
const shownNames = 6

type Person = RecruitmentJson['participants'][number]

/** A person's name, or null where the reader may not know it. */
export function nameOf(person: {
  display_name: string | null
  discord_username: string | null
}): string | null {
  return person.display_name ?? person.discord_username
}

function Name(props: { person: Person }) {
  const { person } = props
  return (
    <li className="flex min-w-0 items-center gap-1.5 rounded-full bg-sunken py-0.5 pr-2.5 pl-0.5">
      <Avatar id={person.discord_user_id ?? ''} name={nameOf(person)} />
      <span className="truncate text-sm">{nameOf(person)}</span>
    </li>
  )
}

/** Who is in a party, in join order; only how many for those who may not see names. */
export function People(props: { party: RecruitmentJson }) {
  const { text } = useTexts()
  const { participants } = props.party
  const named = participants.filter((person) => nameOf(person) !== null)
  if (participants.length === 0) {
    return <p className="text-sm text-muted">{text('web.recruitment.members_none')}</p>
  }
  if (named.length === 0) {
    const count = participants.length
    return <p className="text-sm text-muted">{text('web.recruitment.members_hidden', { count })}</p>
  }
  const more = participants.length - Math.min(named.length, shownNames)
  return (
    <ul aria-label={text('web.recruitment.members')} className="flex flex-wrap gap-1.5">
      {named.slice(0, shownNames).map((person) => (
        <Name key={person.ticket} person={person} />
      ))}
      {more > 0 && (
        <li className="py-1 text-sm text-muted">
          {text('web.recruitment.members_more', { count: more })}
        </li>
      )}
    </ul>
  )
}
