import type { Context } from '#core/context.ts'
import type { LiveFrame, Topic } from '#core/live/topic.ts'
import { visibleGuilds } from '#core/access/rights.ts'
import { openForm } from './service/rights.ts'

function guildsOf(audience: string): readonly string[] | 'all' {
  return audience === 'all' ? 'all' : audience.split(',').filter(Boolean)
}

/** `/ws/forms` and one form's own address: says which form to look at again, and nothing of it. */
export const formsTopic: Topic = {
  paths: ['/ws/forms', '/ws/forms/:id'],
  streams: ['/api/forms/stream', '/api/forms/:id/stream'],
  facts: ['form'],
  async authorize(context: Context, params) {
    const { id } = params
    if (id !== undefined) {
      const { form } = await openForm(context, id)
      return { audience: form.guild_id }
    }
    const visible = await visibleGuilds(context, 'forms:read')
    return { audience: visible === 'all' ? 'all' : visible.toSorted().join(',') }
  },
  snapshot: async () => [{ type: 'snapshot' }],
  async frame(_context, fact, params, audience): Promise<LiveFrame | null> {
    const guilds = guildsOf(audience)
    const isMine = guilds === 'all' || guilds.includes(fact.guild_id ?? '')
    if (!isMine || (params['id'] !== undefined && params['id'] !== fact.object_id)) return null
    if (fact.type === 'deleted') return { type: 'form_deleted', form_id: fact.object_id }
    return {
      type: 'forms_changed',
      form_id: fact.object_id,
      event: fact.type,
      version: fact.version,
    }
  },
  matches: () => true,
}
