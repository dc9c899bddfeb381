import type { z } from 'zod'
import { route, type AnyRoute } from '#core/http/route.ts'
import { notificationAnswer } from '../contract/envelope.ts'
import { notificationsAnswer, notificationSettings, notificationTest } from '../contract/rest.ts'
import { tellTest } from '../service/announcements.ts'
import { setNotifications, type notifications } from '../service/reading.ts'
import { authorise, bodyLimit, checkRight, tags } from './shared.ts'

type Settings = z.infer<typeof notificationSettings>
type Shown = Awaited<ReturnType<typeof notifications>>

const change = route<unknown, unknown, Settings, Shown>({
  method: 'PATCH',
  path: '/api/trading/notifications',
  summary: 'Sets what is told where',
  tags,
  access: { kind: 'caller', scope: 'trading:admin' },
  bodyLimit,
  authorise,
  body: notificationSettings,
  responses: { 200: notificationsAnswer },
  async perform(context, input) {
    await checkRight(context, input, 'admin')
    return setNotifications(context, input.body)
  },
  respond: (body) => ({ status: 200, body }),
})

type Test = z.infer<typeof notificationTest>
type Told = Awaited<ReturnType<typeof tellTest>>

const test = route<unknown, unknown, Test, Told>({
  method: 'POST',
  path: '/api/trading/notifications/test',
  summary: 'Tells a kind of happening as if it had happened, and says whether it arrived',
  tags,
  access: { kind: 'caller', scope: 'trading:admin' },
  bodyLimit,
  authorise,
  body: notificationTest,
  responses: { 200: notificationAnswer },
  async perform(context, input) {
    await checkRight(context, input, 'admin')
    return tellTest(context, input.body)
  },
  respond: (body) => ({ status: 200, body }),
})

/** What is told where: to set, and to try out. */
export const notificationRoutes: readonly AnyRoute[] = [change, test]
