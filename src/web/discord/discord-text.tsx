import { useMemo } from 'react'
import { useNow } from '../clock.tsx'
import { useShellTexts } from '../i18n/texts.tsx'
import { readMarkdown, type Mark, type Piece } from './markdown.ts'

type Names = Record<string, string>

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

function Mention({ name }: { name: string }) {
  return <span className="rounded bg-accent-soft px-1 text-accent">@{name}</span>
}

const looks: Record<Mark, readonly [tag: 'strong' | 'em' | 'u' | 's' | 'span', look?: string]> = {
  strong: ['strong'],
  emphasis: ['em'],
  underline: ['u'],
  strike: ['s'],
  spoiler: ['span', 'rounded bg-sunken px-1'],
  heading: ['strong'],
  small: ['span', 'text-xs text-muted'],
  quote: ['span', 'block border-l-4 border-line pl-2'],
}

type Wrapping = Extract<Piece, { pieces: Piece[] }>

function Wrapped({ piece, names }: { piece: Wrapping; names: Names }) {
  const inside = <Pieces pieces={piece.pieces} names={names} />
  if (piece.kind === 'link') {
    const { url } = piece
    const look = 'text-accent underline'
    return (
      <a href={url} title={url} target="_blank" rel="noreferrer" className={look}>
        {inside}
      </a>
    )
  }
  const [Tag, look] = looks[piece.kind]
  return <Tag className={look}>{inside}</Tag>
}

function Shown({ piece, names }: { piece: Piece; names: Names }) {
  const { text } = useShellTexts()
  if (typeof piece === 'string') return piece
  if ('pieces' in piece) return <Wrapped piece={piece} names={names} />
  switch (piece.kind) {
    case 'user':
      return <Mention name={names[piece.id] ?? piece.id} />
    case 'role':
      return <Mention name={names[piece.id] ?? text('web.discord.role')} />
    case 'time':
      return <Time at={piece.at} style={piece.style} />
    case 'code':
      return <code className="rounded bg-sunken px-1">{piece.text}</code>
    case 'block':
      return <code className="block rounded bg-sunken p-2 whitespace-pre-wrap">{piece.text}</code>
  }
}

function Pieces({ pieces, names }: { pieces: readonly Piece[]; names: Names }) {
  return pieces.map((piece, index) => <Shown key={index} piece={piece} names={names} />)
}

const nobody: Names = {}

/** A text as Discord shows it: Markdown, mentions by name, moments in the viewer's zone. */
export function DiscordText({ text, names = nobody }: { text: string; names?: Names }) {
  const pieces = useMemo(() => readMarkdown(text), [text])
  return (
    <span className="whitespace-pre-line">
      <Pieces pieces={pieces} names={names} />
    </span>
  )
}
