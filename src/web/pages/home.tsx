import { Suspense } from 'react'
import { useShellTexts } from '../i18n/texts.tsx'
import { webModules } from '../modules.ts'
import { useSession } from '../session.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { usePageTitle } from './page-title.ts'

/** The first page: a greeting, then a section of every module that has one. */
export function HomePage() {
  const { text } = useShellTexts()
  const { me } = useSession()
  usePageTitle(text('web.home.title'))
  return (
    <>
      <PageHeader
        title={
          me.user ? text('web.home.hello', { name: me.user.display_name }) : text('web.home.title')
        }
      />
      {webModules.map(
        ({ name, HomeSection }) =>
          HomeSection && (
            <Suspense key={name} fallback={<Skeleton className="h-48 w-full" />}>
              <HomeSection />
            </Suspense>
          ),
      )}
    </>
  )
}
