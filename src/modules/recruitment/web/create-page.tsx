import { LockKeyhole } from 'lucide-react'
import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { SignInLink } from '#web/shell/account.tsx'
import { BackLink } from '#web/shell/back-link.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { CreateForm } from './form/create-form.tsx'
import { emptyValues, rematchOf } from './form/values.ts'
import { useTexts } from './texts.ts'
import { useDiscordRecruitment } from './use-discord-recruitments.ts'

const search = z.object({
  guild: z.string().optional().catch(undefined),
  from: z.coerce.number().int().positive().optional().catch(undefined),
})

function Waiting() {
  return (
    <div aria-busy="true" className="flex max-w-3xl flex-col gap-4">
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-32 w-full" />
    </div>
  )
}

function Rematch({ id }: { id: number }) {
  const { party, status, error, refresh } = useDiscordRecruitment(id)
  if (status === 'error') return <Failure error={error} onRetry={refresh} />
  return party ? <CreateForm start={rematchOf(party)} /> : <Waiting />
}

function Form() {
  const { text } = useTexts()
  const { me, loading } = useSession()
  const [{ guild, from }] = useUrlSearch(search)
  if (loading) return <Waiting />
  const [first] = me.guilds
  if (!me.user || !first) {
    const why = me.user ? 'web.recruitment.form.no_guild' : 'web.recruitment.form.visitor'
    return (
      <EmptyState icon={LockKeyhole} title={text(why)} action={!me.user && <SignInLink long />} />
    )
  }
  if (from !== undefined) return <Rematch id={from} />
  const chosen = me.guilds.find(({ id }) => id === guild) ?? first
  return <CreateForm start={emptyValues(chosen.id)} />
}

/** `/discord-recruitments/new`: opens a party; `?from=` begins with another one's fields. */
export function CreatePage() {
  const { text } = useTexts()
  const title = text('web.recruitment.form.heading')
  usePageTitle(title)
  return (
    <>
      <BackLink to="/discord-recruitments" label={text('web.recruitment.back')} />
      <PageHeader title={title} note={text('web.recruitment.form.note')} />
      <Form />
    </>
  )
}
