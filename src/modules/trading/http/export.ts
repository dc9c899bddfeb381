import { z } from 'zod'
import { route, type AnyRoute } from '#core/http/route.ts'
import { exportCsv, exportNames } from '../service/exports.ts'
import { authorise, checkRight, tags } from './shared.ts'

const params = z.object({ name: z.enum(exportNames) })

const table = route<z.infer<typeof params>, unknown, unknown, { name: string; csv: string }>({
  method: 'GET',
  path: '/api/trading/export/:name',
  summary: 'Orders, fills or the ledger as CSV',
  tags,
  access: { kind: 'caller', scope: 'trading:view' },
  authorise,
  params,
  responses: { 200: z.string() },
  async perform(context, input) {
    await checkRight(context, input, 'view')
    const { name } = input.params
    return { name, csv: await exportCsv(context, name) }
  },
  respond: ({ name, csv }) => ({
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
    },
    body: csv,
  }),
})

/** Tables to take away. */
export const exportRoutes: readonly AnyRoute[] = [table]
