import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { createChannel, deleteChannel, renameChannel } from '../../state/guild-actions.ts'
import type { Guild } from '../../state/model.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Field, inputShape } from '../../ui/fields.tsx'
import { Picker } from '../../ui/Picker.tsx'
import type { Channel } from '../../wire/objects.ts'
import { usePane } from '../context.tsx'

const category = 4
const kinds = [0, 2, 13, 15, category] as const
const threadTypes = [10, 11, 12]

function NewChannel({ guild }: { guild: Guild }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<(typeof kinds)[number]>(0)
  const [parent, setParent] = useState('')
  const categories = [...guild.channels.values()].filter(({ type }) => type === category)
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        const inside = parent !== '' && kind !== category ? { parent_id: parent } : {}
        attempt(async () => {
          await createChannel(client, guild, { name, type: kind, ...inside })
          setName('')
        })
      }}
    >
      <Field label={t.channelName} required>
        {(ids) => (
          <input
            {...ids}
            required
            maxLength={100}
            className={inputShape}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Field label={t.channelKind}>
        {(ids) => (
          <Picker
            ids={ids}
            label={t.channelKind}
            placeholder={t.channelKinds[0]}
            options={kinds.map((one) => ({ value: String(one), label: t.channelKinds[one] }))}
            values={[String(kind)]}
            onPick={([wanted]) => setKind(kinds.find((one) => String(one) === wanted) ?? kind)}
          />
        )}
      </Field>
      {kind !== category && (
        <Field label={t.category}>
          {(ids) => (
            <Picker
              ids={ids}
              label={t.category}
              placeholder={t.noCategory}
              options={[
                { value: '', label: t.noCategory },
                ...categories.map(({ id, name: shown }) => ({ value: id, label: shown ?? id })),
              ]}
              values={[parent]}
              onPick={([wanted = '']) => setParent(wanted)}
            />
          )}
        </Field>
      )}
      <Button type="submit" className="self-start">
        {t.newChannel}
      </Button>
    </form>
  )
}

function ChannelRow({ channel }: { channel: Channel }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const known = channel.name ?? channel.id
  const [name, setName] = useState(known)
  return (
    <li>
      <form
        className="flex items-center gap-1"
        onSubmit={(event) => {
          event.preventDefault()
          attempt(() => renameChannel(client, channel, name))
        }}
      >
        <input
          aria-label={`${t.channelName}: ${known}`}
          maxLength={100}
          className={inputShape}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Button type="submit" disabled={name === known}>
          {t.rename}
        </Button>
        <IconButton
          label={t.deleteNamed(known)}
          onClick={() => attempt(() => deleteChannel(client, channel))}
        >
          <Trash2 aria-hidden="true" className="size-4" />
        </IconButton>
      </form>
    </li>
  )
}

/** The channels of a server: new ones, their names, and deleting them. */
export function ChannelSettings({ guild }: { guild: Guild }) {
  const t = useTexts()
  const channels = [...guild.channels.values()]
    .filter(({ type }) => !threadTypes.includes(type))
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
  return (
    <section className="flex flex-col gap-2">
      <h4 className="font-semibold">{t.channels}</h4>
      <NewChannel guild={guild} />
      <ul className="flex flex-col gap-1">
        {channels.map((channel) => (
          <ChannelRow key={`${channel.id}:${channel.name ?? ''}`} channel={channel} />
        ))}
      </ul>
    </section>
  )
}
