import { ServerOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { usePageTitle } from '#web/pages/page-title.ts'
import { signInHref, useSession } from '#web/session.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Select } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { useTexts, type TextKey } from '../texts.ts'
import { RecruitmentNav } from './nav.tsx'

const search = z.object({ guild: z.string().optional().catch(undefined) })

function Choice(props: { guildId: string; onChange: (id: string) => void }) {
  const { text } = useTexts()
  const { me } = useSession()
  return (
    <div className="max-w-72">
      <FormField label={text('web.recruitment.form.guild')}>
        {(described) => (
          <Select
            {...described}
            value={props.guildId}
            onChange={(event) => props.onChange(event.target.value)}
          >
            {me.guilds.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </FormField>
    </div>
  )
}

/** A page about one server of the reader: that of the address, or the first one. */
export function GuildPage(props: {
  title: TextKey
  note: TextKey
  children: (guildId: string) => ReactNode
}) {
  const { text } = useTexts()
  const { me, loading } = useSession()
  const [{ guild }, onChange] = useUrlSearch(search)
  const title = text(props.title)
  usePageTitle(title)
  const own = me.guilds.find(({ id }) => id === guild) ?? me.guilds[0]
  const signIn = (
    <a className={buttonClass('primary')} href={signInHref(window.location.pathname)}>
      {text('web.recruitment.sign_in')}
    </a>
  )
  return (
    <>
      <PageHeader title={title} note={text(props.note)} />
      <RecruitmentNav />
      {loading && <Skeleton className="h-96 w-full" />}
      {!loading && !own && (
        <EmptyState
          icon={ServerOff}
          title={text('web.recruitment.guild.none')}
          action={me.user ? undefined : signIn}
        >
          {text('web.recruitment.guild.none_text')}
        </EmptyState>
      )}
      {own && (
        <>
          {me.guilds.length > 1 && (
            <Choice guildId={own.id} onChange={(id) => onChange({ guild: id })} />
          )}
          {props.children(own.id)}
        </>
      )}
    </>
  )
}
