import type { z } from 'zod'
import { route, type AnyRoute } from '#core/http/route.ts'
import { notificationAnswer } from '../contract/envelope.ts'
import {
  actingFor,
  notificationsAnswer,
  notificationSettings,
  notificationTest,
} from '../contract/rest.ts'
import { tellTest } from '../service/announcements.ts'
import { setNotifications, type notifications } from '../service/reading.ts'
import { actorOf, authorise, bodyLimit, checkRight, tags } from './shared.ts'

const settingsBody = notificationSettings.extend(actingFor.shape)
const testBody = notificationTest.extend(actingFor.shape)

type Settings = z.infer<typeof settingsBody>
type Shown = Awaited<ReturnType<typeof notifications>>

const change = route<unknown, unknown, Settings, Shown>({
  method: 'PATCH',
  path: '/api/trading/notifications',
  summary: 'Sets what is told where',
  tags,
  access: { kind: 'caller', scope: 'trading:admin' },
  bodyLimit,
  authorise,
  body: settingsBody,
  responses: { 200: notificationsAnswer },
  async perform(context, input) {
    await checkRight(context, input, 'admin', input.body)
    const { discord_user_id: _, ...settings } = input.body
    return setNotifications(context, settings, actorOf(context, input, input.body))
  },
  respond: (body) => ({ status: 200, body }),
})

type Test = z.infer<typeof testBody>
type Told = Awaited<ReturnType<typeof tellTest>>

const test = route<unknown, unknown, Test, Told>({
  method: 'POST',
  path: '/api/trading/notifications/test',
  summary: 'Tells a kind of happening as if it had happened, and says whether it arrived',
  tags,
  access: { kind: 'caller', scope: 'trading:admin' },
  bodyLimit,
  authorise,
  body: testBody,
  responses: { 200: notificationAnswer },
  async perform(context, input) {
    await checkRight(context, input, 'admin', input.body)
    return tellTest(context, input.body)
  },
  respond: (body) => ({ status: 200, body }),
})

/** What is told where: to set, and to try out. */
export const notificationRoutes: readonly AnyRoute[] = [change, test]
