/** How a part of a text looks. */
export type Mark =
  | 'strong'
  | 'emphasis'
  | 'underline'
  | 'strike'
  | 'spoiler'
  | 'heading'
  | 'small'
  | 'quote'

/** A piece of a text in Discord's Markdown. */
export type Piece =
  | string
  | { kind: Mark; pieces: Piece[] }
  | { kind: 'code' | 'block'; text: string }
  | { kind: 'link'; url: string; pieces: Piece[] }
  | { kind: 'user' | 'role'; id: string }
  | { kind: 'time'; at: number; style: string }

/** Reads what is inside of a piece; `lines` where it has lines of its own. */
type Inner = (text: string, lines?: boolean) => Piece[]
type Rule = readonly [RegExp, (groups: (string | undefined)[], inner: Inner) => Piece]

function marked(kind: Mark): Rule[1] {
  return ([content = ''], inner) => ({ kind, pieces: inner(content) })
}

const address: Rule[1] = ([url = '']) => ({ kind: 'link', url, pieces: [url] })

// The order decides: longer marks come before the shorter ones that they begin with.
const inline: readonly Rule[] = [
  [/\\([^0-9A-Za-z\s])/y, ([sign = '']) => sign],
  [/```(?:[\w+-]+\n)?\n?(.+?)\n?```\n?/sy, ([content = '']) => ({ kind: 'block', text: content })],
  [/(`{1,2})([^`]+)\1/y, ([, content = '']) => ({ kind: 'code', text: content })],
  [/<@!?(\d+)>/y, ([id = '']) => ({ kind: 'user', id })],
  [/<@&(\d+)>/y, ([id = '']) => ({ kind: 'role', id })],
  [
    /<t:(-?\d{1,12})(?::([tTdDfFsSR]))?>/y,
    ([seconds, style = 'f']) => ({ kind: 'time', at: Number(seconds) * 1_000, style }),
  ],
  // A text that reads as an address must not lead to another one.
  [
    /\[(?![^\]]*:\/\/)([^\]\n]+)\]\(<?(https?:\/\/[^\s()<>]+)>?\)/iy,
    ([content = '', url = ''], inner) => ({ kind: 'link', url, pieces: inner(content) }),
  ],
  [/<(https?:\/\/[^\s<>]+)>/iy, address],
  [/(https?:\/\/[^\s<>[\]]*[^\s<>[\].,:;"')!?*|])/iy, address],
  [/\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/sy, marked('strong')],
  [/__((?:\\.|[^\\])+?)__(?!_)/sy, marked('underline')],
  [/~~((?:\\.|[^\\])+?)~~/sy, marked('strike')],
  [/\|\|((?:\\.|[^\\])+?)\|\|/sy, marked('spoiler')],
  [/\*(?!\s)((?:\\.|\*\*|[^\\*])+?)(?<!\s)\*(?!\*)/sy, marked('emphasis')],
  [/(?<!\w)_((?:\\.|[^\\_])+?)_(?!\w)/sy, marked('emphasis')],
]

const whole: readonly Rule[] = [
  [/^#{1,3} +(.+)/my, marked('heading')],
  [/^-# +(.+)/my, marked('small')],
  [/^( *)[-*] +(?=\S)/my, ([indent = '']) => `${indent}• `],
  [
    /((?:^> .*(?:\n|$))+)/my,
    ([lines = ''], inner) => ({
      kind: 'quote',
      pieces: inner(lines.replaceAll(/^> /gm, ''), true),
    }),
  ],
  ...inline,
]

/** Marks within marks beyond this are mere text, as nobody writes them. */
const deepest = 8

function pieceAt(text: string, at: number, rules: readonly Rule[], inner: Inner) {
  for (const [pattern, make] of rules) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) return { piece: make(match.slice(1), inner), end: at + match[0].length }
  }
  return { piece: text.charAt(at), end: at + 1 }
}

function read(text: string, rules: readonly Rule[], depth: number): Piece[] {
  if (depth > deepest) return [text]
  const inner: Inner = (content, lines = false) => read(content, lines ? whole : inline, depth + 1)
  const pieces: Piece[] = []
  let at = 0
  while (at < text.length) {
    const { piece, end } = pieceAt(text, at, rules, inner)
    const last = pieces.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') pieces.splice(-1, 1, last + piece)
    else pieces.push(piece)
    at = end
  }
  return pieces
}

/** A text in Discord's Markdown, read; what fits no rule stays as it is. */
export function readMarkdown(text: string): Piece[] {
  return read(text, whole, 0)
}
