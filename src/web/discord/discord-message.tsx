import { ChevronDown } from 'lucide-react'
import { classes } from '../ui/classes.ts'
import { DiscordText } from './discord-text.tsx'
import type { ShownControl, ShownEmbed, ShownMessage } from './message.ts'

type Names = Record<string, string>

function Embed({ embed, names }: { embed: ShownEmbed; names: Names }) {
  const color = `#${embed.color.toString(16).padStart(6, '0')}`
  return (
    <div
      className="flex flex-col gap-2 rounded-md border border-l-4 border-line bg-surface p-3"
      style={{ borderLeftColor: color }}
    >
      {embed.author && <p className="text-sm font-semibold">{embed.author.name}</p>}
      <p className="font-semibold wrap-anywhere text-accent">
        <DiscordText text={embed.title} names={names} />
      </p>
      {embed.description && (
        <p className="wrap-anywhere">
          <DiscordText text={embed.description} names={names} />
        </p>
      )}
      <dl className="grid grid-cols-2 gap-2">
        {embed.fields.map((field, index) => (
          <div
            key={index}
            className={classes('min-w-0 wrap-anywhere', !field.inline && 'col-span-2')}
          >
            <dt className="text-sm font-semibold">
              <DiscordText text={field.name} names={names} />
            </dt>
            <dd>
              <DiscordText text={field.value} names={names} />
            </dd>
          </div>
        ))}
      </dl>
      {embed.footer && <p className="text-xs text-muted">{embed.footer.text}</p>}
    </div>
  )
}

const selectType = 3
const green = 3

function Control({ control }: { control: ShownControl }) {
  if (control.type === selectType) {
    return (
      <span className="flex w-full items-center justify-between rounded-md border border-control bg-surface px-3 py-1.5 text-muted">
        {control.placeholder}
        <ChevronDown size={16} aria-hidden />
      </span>
    )
  }
  const look = control.style === green ? 'bg-good-soft text-good' : 'bg-sunken text-ink'
  return (
    <span className={classes('rounded-md px-3 py-1.5 text-sm font-medium', look)}>
      {control.label}
    </span>
  )
}

/** A message as Discord would show it; its buttons are pictures only. */
export function DiscordMessage({ message, names }: { message: ShownMessage; names: Names }) {
  return (
    <div className="flex flex-col gap-2" data-testid="discord-preview">
      {message.content && (
        <p>
          <DiscordText text={message.content} names={names} />
        </p>
      )}
      {message.embeds.map((embed, index) => (
        <Embed key={index} embed={embed} names={names} />
      ))}
      {message.components.map((row, index) => (
        <div key={index} className="flex flex-wrap gap-2">
          {row.components.map((control, place) => (
            <Control key={place} control={control} />
          ))}
        </div>
      ))}
    </div>
  )
}
