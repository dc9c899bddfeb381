import { Link } from '@tanstack/react-router'
import { keepGuild } from '#web/shell/nav.tsx'
import { useSession } from '#web/session.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { useNumbers } from './data/numbers.ts'
import { useOverview } from './data/queries.ts'
import { StateBanner } from './overview/state-banner.tsx'
import { Figures, Result } from './parts.tsx'
import { useTexts } from './texts.ts'

function Tile() {
  const { text } = useTexts()
  const numbers = useNumbers()
  const { data } = useOverview()
  // Without the right nothing tells that there is an account.
  if (!data?.permissions.view) return null
  return (
    <section aria-labelledby="trading-section" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="trading-section" className="text-lg font-semibold">
          {text('web.trading.title')}
        </h2>
        <Link to="/trading" search={keepGuild} className={buttonClass('quiet')}>
          {text('web.trading.home.all')}
        </Link>
      </div>
      <StateBanner status={data.status} permissions={data.permissions} />
      <Figures
        items={[
          { name: text('web.trading.total'), value: numbers.krw(data.balance?.total_krw ?? null) },
          {
            name: text('web.trading.today'),
            value: <Result krw={data.limits.used.result_today_krw} />,
          },
          {
            name: text('web.trading.open_orders'),
            value: numbers.coins(String(data.status.open_orders)),
          },
        ]}
      />
    </section>
  )
}

/** The account on the home page, for those who may see it. */
export function HomeSection() {
  const { me } = useSession()
  return me.user && <Tile />
}
