import { z } from 'zod'
import { snowflake, toInstant } from '#core/contract.ts'
import type { Context } from '#core/context.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import * as contract from '../contract/form.ts'
import * as people from '../contract/people.ts'
import { importMembers, listMembers, removeMember, type Imported } from '../service/members.ts'
import * as service from '../service/people.ts'
import { reissue, revokeLinks } from '../service/reissue.ts'
import { getPlan, remindNow } from '../service/remind.ts'
import { linkJson, personJson, refusedJson, type Named } from '../views/people.ts'
import { catalogue, t, type TextKey } from '../views/texts.ts'
import { pageBody } from '#core/http/paging.ts'
import { base, params, readAccess, tags, writeAccess, type Params } from './shared.ts'

const one = `${base}/:id`

type List<T> = service.Listed<T>

function list<T>(
  name: string,
  about: { summary: string; shape: z.ZodType },
  perform: (context: Context, id: string, query: contract.PageQuery) => Promise<List<T>>,
  show: (item: T) => object,
): AnyRoute {
  const { summary, shape } = about
  return route<Params, contract.PageQuery, unknown, List<T>>({
    method: 'GET',
    path: `${one}/${name}`,
    summary,
    tags,
    access: readAccess,
    params,
    query: contract.pageQuery,
    responses: { 200: shape },
    perform: (context, input) => perform(context, input.params.id, input.query),
    respond({ count, results }, context, input) {
      const shown = { count, results: results.map(show) }
      return { status: 200, body: pageBody(context, input, shown) }
    },
  })
}

const isText = (key: string): key is TextKey => Object.hasOwn(catalogue.en, key)

const links = route<
  Params,
  contract.PageQuery,
  unknown,
  Awaited<ReturnType<typeof service.listLinks>>
>({
  method: 'GET',
  path: `${one}/links`,
  summary: 'The ledger of links: issued, used, expired, and how often the door refused',
  tags,
  access: readAccess,
  params,
  query: contract.pageQuery,
  responses: { 200: people.linkPage },
  perform: (context, input) => service.listLinks(context, input.params.id, input.query),
  respond({ count, results, refused }, context, input) {
    const page = pageBody(context, input, { count, results: results.map(linkJson) })
    return { status: 200, body: { ...page, refused: refusedJson(refused, context, isText) } }
  },
})

function onPerson(
  verb: string,
  summary: string,
  work: (context: Context, id: string, userId: string) => Promise<void>,
): AnyRoute {
  return route<Params, unknown, z.infer<typeof people.personBody>, void>({
    method: 'POST',
    path: `${one}/${verb}`,
    summary,
    tags,
    access: writeAccess,
    params,
    body: people.personBody,
    responses: {},
    perform: (context, input) => work(context, input.params.id, input.body.discord_user_id),
    respond: () => ({ status: 204 }),
  })
}

const plan = route<Params, unknown, unknown, people.ReminderPlan>({
  method: 'GET',
  path: `${one}/reminders`,
  summary: 'The plan of reminders, and what became of it',
  tags,
  access: readAccess,
  params,
  responses: { 200: people.reminderPlan },
  perform: (context, input) => getPlan(context, input.params.id),
  respond: (body) => ({ status: 200, body }),
})

const remind = route<Params, unknown, z.infer<typeof people.remindBody>, { recipients: number }>({
  method: 'POST',
  path: `${one}/remind`,
  summary: 'Remind those who have not answered now',
  tags,
  access: writeAccess,
  params,
  body: people.remindBody,
  responses: { 202: people.remindAnswer },
  perform: (context, input) =>
    remindNow(context, input.params.id, input.body.discord_user_ids ?? null),
  respond: (body) => ({ status: 202, body }),
})

const memberQuery = contract.pageQuery.extend({ guild_id: snowflake })

const members = route<unknown, z.infer<typeof memberQuery>, unknown, List<people.MemberJson>>({
  method: 'GET',
  path: `${base}/members`,
  summary: 'The imported list of members',
  tags,
  access: readAccess,
  query: memberQuery,
  responses: { 200: people.memberPage },
  perform: (context, { query }) => listMembers(context, query.guild_id, query),
  respond: (found, context, input) => ({ status: 200, body: pageBody(context, input, found) }),
})

const importing = route<unknown, unknown, z.infer<typeof people.importBody>, Imported>({
  method: 'POST',
  path: `${base}/members/import`,
  summary: 'Take a list of members over, from CSV or a spreadsheet',
  tags,
  access: writeAccess,
  bodyLimit: 6_000_000,
  body: people.importBody,
  responses: { 200: people.importAnswer },
  perform: (context, { body: { guild_id, ...source } }) => importMembers(context, guild_id, source),
  respond: ({ problems, ...rest }, { locale }) => ({
    status: 200,
    body: {
      ...rest,
      problems: problems.map(({ line, code }) => ({
        line,
        code,
        detail: t(locale, `import.${code}`),
      })),
    },
  }),
})

const memberParams = z.object({ guild_id: snowflake, user_id: snowflake })

const removal = route<z.infer<typeof memberParams>, unknown, unknown, void>({
  method: 'DELETE',
  path: `${base}/members/:guild_id/:user_id`,
  summary: 'Take somebody off the list of members',
  tags,
  access: writeAccess,
  params: memberParams,
  responses: {},
  perform: (context, input) => removeMember(context, input.params.guild_id, input.params.user_id),
  respond: () => ({ status: 204 }),
})

type Answered = {
  person: Named
  responded_at: number
  last_submitted_at: number
  is_target: boolean
}
type Missing = { person: Named; link_taken_at: number | null; last_reminded_at: number | null }

/** Who has answered, who has not, links, reminders and the list of members. */
export const peopleRoutes: readonly AnyRoute[] = [
  members,
  importing,
  removal,
  list<Answered>(
    'answered',
    { summary: 'Who has answered; named forms only', shape: people.answeredPage },
    service.listAnswered,
    ({ person, responded_at, last_submitted_at, is_target }) => ({
      ...personJson(person),
      responded_at: toInstant(responded_at),
      last_submitted_at: toInstant(last_submitted_at),
      is_target,
    }),
  ),
  list<Missing>(
    'missing',
    { summary: 'Who is asked and has not answered', shape: people.missingPage },
    service.listMissing,
    ({ person, link_taken_at, last_reminded_at }) => ({
      ...personJson(person),
      link_taken_at: toInstant(link_taken_at),
      last_reminded_at: toInstant(last_reminded_at),
    }),
  ),
  list<{ person: Named }>(
    'not-eligible',
    { summary: 'Members whom the form does not concern', shape: people.notEligiblePage },
    service.listNotEligible,
    ({ person }) => personJson(person),
  ),
  links,
  onPerson('links/revoke', 'Make somebody’s unused links worthless', revokeLinks),
  onPerson('reissue', 'Let somebody take a link of an anonymous form once more', reissue),
  plan,
  remind,
]
