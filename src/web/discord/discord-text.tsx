import type { ReactNode } from 'react'
import { useNow } from '../clock.tsx'
import { useShellTexts } from '../i18n/texts.tsx'

const tokens = /\\([\\*_~`|<>[\]])|<@!?(\d+)>|<@&(\d+)>|<t:(\d+):([FRt])>/g

function Time(props: { at: number; style: string }) {
  const { instant, relative, time } = useShellTexts()
  const now = useNow()
  const shown = new Map([
    ['R', relative(props.at, now)],
    ['t', time(props.at, props.at)],
  ]).get(props.style)
  return (
    <time dateTime={new Date(props.at).toISOString()} className="rounded bg-sunken px-1">
      {shown ?? instant(props.at)}
    </time>
  )
}

/** A text as Discord shows it: mentions by name, moments in the viewer's zone, escapes resolved. */
export function DiscordText(props: { text: string; names: Record<string, string> }) {
  const { text } = useShellTexts()
  const { text: source, names } = props
  const parts: ReactNode[] = []
  let end = 0
  for (const match of source.matchAll(tokens)) {
    const [whole, escaped, user, role, seconds, style = 'F'] = match
    parts.push(source.slice(end, match.index))
    end = match.index + whole.length
    if (escaped !== undefined) parts.push(escaped)
    else if (seconds !== undefined)
      parts.push(<Time key={end} at={Number(seconds) * 1000} style={style} />)
    else {
      const name = names[user ?? role ?? ''] ?? user ?? text('web.discord.role')
      parts.push(
        <span key={end} className="rounded bg-accent-soft px-1 text-accent">
          @{name || role}
        </span>,
      )
    }
  }
  return (
    <span className="whitespace-pre-line">
      {parts}
      {source.slice(end)}
    </span>
  )
}
