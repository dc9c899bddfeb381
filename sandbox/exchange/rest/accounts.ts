import type { Desk } from '../desk.ts'
import { refusal } from '../errors.ts'
import { accountsJson, chanceJson, kstTime } from '../orders/views.ts'
import type { Route } from './call.ts'
import { groups } from './limits.ts'

/** Adds the calls about what the account has and may do. */
export function addAccounts(route: Route, desk: Desk): void {
  const group = groups.default
  route('GET', '/accounts', { group, needs: 'asset_view' }, () => accountsJson(desk.state))
  route('GET', '/orders/chance', { group, needs: 'order_view' }, (call) => {
    const name = call.one('market')
    if (name === undefined) throw refusal(400, 'validation_error')
    const market = desk.market(name)
    if (!market) throw refusal(400, 'notfoundmarket')
    return chanceJson(desk.state, market.state)
  })
  route('GET', '/api_keys', { group, needs: null }, () =>
    desk.state.keys.map(({ access_key, expires_at }) => ({
      access_key,
      expire_at: kstTime(expires_at),
    })),
  )
}
