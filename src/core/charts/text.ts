import { paint } from './paint.ts'
import { svgNode, type SvgNode } from './svg-node.ts'

/** Size of labels in pixels of the view box. */
export const labelSize = 12

/** Fonts that exist on desktops, phones and servers, with Japanese and Korean ones. */
export const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Hiragino Sans', 'Yu Gothic UI', Meiryo, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans CJK JP', 'Noto Sans JP', 'Noto Sans CJK KR', 'Noto Sans KR', sans-serif"

const narrow = /[iljtfrI.,:;'|!()[\]\s·’-]/
const broad = /[mwMW@%&—…]/
const upper = /[A-Z0-9+=<>~#$€£?]/
const latin = /[\u0020-\u024F’‘–]/

/** Width of one character in parts of the font size, from above: real fonts are a little narrower. */
function characterWidth(character: string): number {
  if (narrow.test(character)) return 0.4
  if (broad.test(character)) return 1
  if (upper.test(character)) return 0.72
  return latin.test(character) ? 0.63 : 1.04
}

/**
 * How wide a text is at most, in pixels. There is no page to ask on the server, so it is estimated
 * by kinds of characters; Chinese, Japanese and Korean ones and pictures count as full squares.
 */
export function textWidth(text: string, size = labelSize): number {
  return Array.from(text).reduce((sum, character) => sum + characterWidth(character), 0) * size
}

/** The text, or as much of its beginning as fits into so many pixels, with an ellipsis. */
export function fitText(text: string, width: number, size = labelSize): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (textWidth(line, size) <= width) return line
  const whole = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment)
  let kept = ''
  for (const grapheme of whole) {
    if (textWidth(`${kept}${grapheme}…`, size) > width) break
    kept += grapheme
  }
  return kept ? `${kept.trimEnd()}…` : ''
}

/** Which end of a text its place is; as SVG's `text-anchor`. */
export type Anchor = 'start' | 'middle' | 'end'

/** A line of text whose base line is at y; `attributes` may change colour, size or weight. */
export function label(
  text: string,
  at: { x: number; y: number; anchor?: Anchor },
  attributes: Readonly<Record<string, string | number>> = {},
): SvgNode {
  return svgNode(
    'text',
    {
      x: at.x,
      y: at.y,
      'text-anchor': at.anchor ?? 'start',
      'font-size': labelSize,
      fill: paint('muted'),
      ...attributes,
    },
    text,
  )
}
