import { Figures } from '#web/ui/figures.tsx'
import { HomePart } from '#web/shell/home-part.tsx'
import { useSession } from '#web/session.tsx'
import { useNumbers } from './data/numbers.ts'
import { useOverview } from './data/queries.ts'
import { StateBanner } from './overview/state-banner.tsx'
import { Result } from './parts.tsx'
import { useTexts } from './texts.ts'

function Tile() {
  const { text } = useTexts()
  const numbers = useNumbers()
  const { data } = useOverview()
  // Without the right nothing tells that there is an account.
  if (!data?.permissions.view) return null
  return (
    <HomePart
      id="trading-section"
      title={text('web.trading.title')}
      to="/trading"
      all={text('web.trading.home.all')}
    >
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
    </HomePart>
  )
}

/** The account on the home page, for those who may see it. */
export function HomeSection() {
  const { me } = useSession()
  return me.user && <Tile />
}
