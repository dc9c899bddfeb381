import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { z } from 'zod'
import { useApi, useSession } from '#web/session.tsx'
import { Select } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { channelsAnswer } from '../../contract/write.ts'
import { useTexts } from '../texts.ts'
import type { FormParts } from './party-form.tsx'

function useChannels(guild: string) {
  const api = useApi()
  return useQuery({
    queryKey: ['recruitments', 'channels', guild],
    enabled: guild !== '',
    staleTime: 60_000,
    queryFn: async () =>
      (await api.get(`/api/discord/guilds/${guild}/channels/`, channelsAnswer)).body.results,
  })
}

const templatesAnswer = z.object({ results: z.array(z.object({ name: z.string() })) })

/** The server's templates to begin with; absent where there are none. */
export function TemplateField({ values, errors, change }: FormParts) {
  const { text } = useTexts()
  const api = useApi()
  const { guild, template } = values
  const { data = [] } = useQuery({
    queryKey: ['recruitments', 'templates', guild],
    enabled: guild !== '',
    staleTime: 60_000,
    queryFn: async () => {
      const path = `/api/discord/guilds/${guild}/recruitment-templates/`
      return (await api.get(path, templatesAnswer)).body.results
    },
  })
  if (data.length === 0) return null
  return (
    <FormField
      label={text('web.recruitment.form.template')}
      help={text('web.recruitment.form.template_help')}
      errors={errors['template']}
    >
      {(described) => (
        <Select
          {...described}
          value={template}
          onChange={(event) => change({ template: event.target.value })}
        >
          <option value="">{text('web.recruitment.form.template_none')}</option>
          {data.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  )
}

/** Where a new party is posted: server and channel. */
export function PlaceFields({ values, errors, change }: FormParts) {
  const { text } = useTexts()
  const { me } = useSession()
  const { data: channels = [], isSuccess } = useChannels(values.guild)
  const [first] = channels
  useEffect(() => {
    if (isSuccess && first && !channels.some(({ id }) => id === values.channel)) {
      change({ channel: first.id })
    }
  }, [isSuccess, first, channels, values.channel, change])
  const nowhere = isSuccess && channels.length === 0
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <FormField label={text('web.recruitment.form.guild')} errors={errors['discord_guild_id']}>
        {(described) => (
          <Select
            {...described}
            value={values.guild}
            onChange={(event) => change({ guild: event.target.value, channel: '', template: '' })}
          >
            {me.guilds.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </FormField>
      <FormField
        label={text('web.recruitment.form.channel')}
        errors={
          nowhere ? [text('web.recruitment.form.channel_none')] : errors['discord_channel_id']
        }
      >
        {(described) => (
          <Select
            {...described}
            value={values.channel}
            onChange={(event) => change({ channel: event.target.value })}
          >
            {channels.map(({ id, name }) => (
              <option key={id} value={id}>
                #{name}
              </option>
            ))}
          </Select>
        )}
      </FormField>
    </div>
  )
}
