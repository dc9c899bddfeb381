import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inflateSync } from 'node:zlib'
import { svgNode } from './svg-node.ts'
import { toPng } from './png.ts'
import { label } from './text.ts'

const size = { width: 120, height: 40 }

function written(text: string, attributes: Record<string, string | number> = {}) {
  return svgNode(
    'svg',
    { viewBox: `0 0 ${size.width} ${size.height}`, ...size, 'font-family': 'sans-serif' },
    svgNode('rect', { x: 0, y: 0, ...size, fill: '#ffffff' }),
    label(text, { x: 4, y: 28 }, { 'font-size': 24, fill: '#000000', ...attributes }),
  )
}

/** How many bytes of the raw picture data are not those of a white picture. */
async function ink(text: string): Promise<number> {
  const png = await toPng(written(text), 'light')
  assert.deepEqual([...png.subarray(1, 4)], [0x50, 0x4e, 0x47])
  assert.equal(png.readUInt32BE(16), size.width)
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const type = png.toString('latin1', at + 4, at + 8)
    if (type === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  return inflateSync(Buffer.concat(parts)).filter((byte) => byte !== 0 && byte !== 255).length
}

describe('pictures for messages', () => {
  it('draws Korean, Japanese and Latin letters as letters, each one as itself', async () => {
    const empty = await ink('')
    const drawn = await Promise.all(['가', '힣', 'ひ', '漢', 'é', 'A'].map(ink))
    // One byte of each row says how it is packed.
    for (const amount of drawn) assert.ok(amount > empty + 60, `${empty}: ${String(drawn)}`)
    // A font without a letter draws the same box for all of them.
    const pictures = await Promise.all(
      ['가', '힣', '나', 'あ', 'ん'].map((text) => toPng(written(text), 'light')),
    )
    assert.equal(new Set(pictures.map((png) => png.toString('base64'))).size, 5)
  })

  it('draws larger for sharper screens', async () => {
    const png = await toPng(written('잔고'), 'dark', 2)
    assert.equal(png.readUInt32BE(16), 2 * size.width)
  })
})
