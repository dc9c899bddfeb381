import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderAsync } from '@resvg/resvg-js'
import type { Theme } from './paint.ts'
import { subsetOf } from './subset.ts'
import { toSvg, type SvgNode } from './svg-node.ts'

// Fonts of our own, as a server has none for Korean and Japanese. They must be TTF: of WOFF files the
// library draws nothing, without a word.
const fonts = [
  '@expo-google-fonts/noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf',
  '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
]

/**
 * Writes fonts with the letters of a text alone into a folder, the second for what the first does not
 * have. The library reads a whole font file for every letter that it draws, and theirs are 6 MB.
 */
async function writeFonts(folder: string, text: string): Promise<string[]> {
  const files: string[] = []
  let letters: Iterable<string> = text
  for (const path of fonts) {
    const whole = await readFile(fileURLToPath(import.meta.resolve(path)))
    const { font, missing } = subsetOf(whole, letters)
    const file = join(folder, `${files.length}.ttf`)
    await writeFile(file, font)
    files.push(file)
    letters = missing.filter((letter) => letter > ' ')
    if (missing.every((letter) => letter <= ' ')) break
  }
  return files
}

/**
 * A picture as a PNG file, for messages in Discord. `zoom` is device pixels per pixel of the view
 * box. Drawing happens on another thread.
 */
export async function toPng(root: SvgNode, theme: Theme, zoom = 1): Promise<Buffer> {
  const svg = toSvg(root, theme)
  const folder = await mkdtemp(join(tmpdir(), 'muster-fonts-'))
  try {
    const fontFiles = await writeFonts(folder, svg)
    const image = await renderAsync(svg, {
      // One key that the library does not know makes it ignore all font options, without a word.
      font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'Noto Sans KR' },
      fitTo: { mode: 'zoom', value: zoom },
    })
    return image.asPng()
  } finally {
    await rm(folder, { recursive: true })
  }
}
