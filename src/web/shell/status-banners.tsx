import { KeyRound, RefreshCw, WifiOff } from 'lucide-react'
import { useNow } from '../clock.tsx'
import { useShellTexts } from '../i18n/texts.tsx'
import { useOnline } from '../live/online.ts'
import { useLiveSummary } from '../live/registry.tsx'
import { useSession } from '../session.tsx'
import { Banner } from '../ui/banner.tsx'
import { SignInLink } from './account.tsx'
import { useLasting } from './use-lasting.ts'

/** A reconnect that takes no longer than this is not worth a banner. */
const patience = 2000

function Age(props: { freshAt: number | null }) {
  const { text, time, relative } = useShellTexts()
  const now = useNow(5000)
  if (props.freshAt === null) return null
  return text('web.stale.as_of', {
    time: time(props.freshAt, now),
    ago: relative(Math.min(props.freshAt, now), now),
  })
}

/** Says when the page is behind: offline, reconnecting, signed out; with the age of the data. */
export function StatusBanners() {
  const { text } = useShellTexts()
  const online = useOnline()
  const live = useLiveSummary()
  const interrupted = useLasting(
    online && (live?.state === 'reconnecting' || live?.state === 'connecting'),
    patience,
  )
  const { expired } = useSession()
  const freshAt = live?.freshAt ?? null
  return (
    <div aria-live="polite" className="flex flex-col gap-2 empty:hidden">
      {!online && (
        <Banner tone="bad" icon={WifiOff}>
          {text('web.offline.title')} <Age freshAt={freshAt} />
        </Banner>
      )}
      {interrupted && (
        <Banner tone="warn" icon={RefreshCw}>
          {text('web.reconnecting.title')} <Age freshAt={freshAt} />
        </Banner>
      )}
      {expired && (
        <Banner tone="warn" icon={KeyRound} action={<SignInLink />}>
          {text('web.session.expired')}
        </Banner>
      )}
    </div>
  )
}
