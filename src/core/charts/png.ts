import { fileURLToPath } from 'node:url'
import { renderAsync, type ResvgRenderOptions } from '@resvg/resvg-js'
import type { Theme } from './paint.ts'
import { toSvg, type SvgNode } from './svg-node.ts'

const fontFile = (path: string): string => fileURLToPath(import.meta.resolve(path))

/**
 * Fonts of our own, as a server has none for Korean and Japanese. They must be TTF: of WOFF files the
 * library draws nothing, and one key that it does not know makes it ignore all font options, both
 * without a word.
 */
function fontOptions(): NonNullable<ResvgRenderOptions['font']> {
  return {
    loadSystemFonts: false,
    fontFiles: [
      fontFile('@expo-google-fonts/noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf'),
      fontFile('@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf'),
    ],
    defaultFontFamily: 'Noto Sans KR',
  }
}

/**
 * A picture as a PNG file, for messages in Discord. `zoom` is device pixels per pixel of the view
 * box. Drawing happens on another thread.
 */
export async function toPng(root: SvgNode, theme: Theme, zoom = 1): Promise<Buffer> {
  const image = await renderAsync(toSvg(root, theme), {
    font: fontOptions(),
    fitTo: { mode: 'zoom', value: zoom },
  })
  return image.asPng()
}
