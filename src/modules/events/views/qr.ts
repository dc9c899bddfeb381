import { renderSVG } from 'uqr'

/** A text as a QR picture, black on white with a quiet zone, for print and screen. */
export function qrSvg(text: string): string {
  return renderSVG(text, { border: 4 })
}
