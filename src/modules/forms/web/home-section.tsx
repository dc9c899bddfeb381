import { useSession } from '#web/session.tsx'
import { HomePart } from '#web/shell/home-part.tsx'
import { myForms } from '../contract/people.ts'
import { base, useRead } from './api.ts'
import { FormCard } from './form-card.tsx'
import { useTexts } from './texts.ts'

/** The most forms that the home page shows. */
const shownForms = 4

/** The forms that wait for an answer of the reader, on the home page; absent when there are none. */
export function HomeSection() {
  const { text } = useTexts()
  const { me } = useSession()
  const { data } = useRead(`${base}/my`, myForms, { enabled: me.user !== null })
  const due = (data?.results ?? []).filter(({ my }) => my?.can_answer === true && !my.answered)
  if (due.length === 0) return null
  return (
    <HomePart
      id="forms-section"
      title={text('web.forms.home.title')}
      to="/my"
      all={text('web.forms.home.all')}
    >
      <ul className="grid gap-3 md:grid-cols-2">
        {due.slice(0, shownForms).map((form) => (
          <li key={form.id}>
            <FormCard form={form} heading="h3" />
          </li>
        ))}
      </ul>
    </HomePart>
  )
}
