/** A table of a font file. */
type Table = { tag: string; data: Buffer }

/** What is needed to draw plain text; tables for ligatures and kerning are large and left out. */
const kept = ['OS/2', 'cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name']

// OpenType 1.9: table directory, cmap formats 4 and 12, loca, composite glyphs.
function tablesOf(font: Buffer): Map<string, Buffer> {
  const count = font.readUInt16BE(4)
  return new Map(
    Array.from({ length: count }, (_, nth) => {
      const at = 12 + 16 * nth
      const offset = font.readUInt32BE(at + 8)
      const data = font.subarray(offset, offset + font.readUInt32BE(at + 12))
      return [font.toString('latin1', at, at + 4), data] as const
    }),
  )
}

function tableOf(tables: ReadonlyMap<string, Buffer>, tag: string): Buffer {
  const found = tables.get(tag)
  if (!found) throw new Error(`the font has no table ${tag}`)
  return found
}

/** Looks a character up in the groups of a cmap of format 12. */
function inGroups(map: Buffer, code: number): number {
  const count = map.readUInt32BE(12)
  let [low, high] = [0, count - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = 16 + 12 * middle
    const [first, last] = [map.readUInt32BE(at), map.readUInt32BE(at + 4)]
    if (code < first) high = middle - 1
    else if (code > last) low = middle + 1
    else return map.readUInt32BE(at + 8) + code - first
  }
  return 0
}

/** Looks a character up in the segments of a cmap of format 4. */
function inSegments(map: Buffer, code: number): number {
  const size = map.readUInt16BE(6)
  const at = (part: number, nth: number) => 14 + part * size + (part > 0 ? 2 : 0) + nth
  for (let nth = 0; nth < size; nth += 2) {
    if (code > map.readUInt16BE(at(0, nth))) continue
    const first = map.readUInt16BE(at(1, nth))
    if (code < first) return 0
    const delta = map.readUInt16BE(at(2, nth))
    const range = map.readUInt16BE(at(3, nth))
    if (range === 0) return (code + delta) & 0xffff
    const glyph = map.readUInt16BE(at(3, nth) + range + 2 * (code - first))
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff
  }
  return 0
}

/** The glyph of a character; 0 for one that the font does not have. */
function lookUp(cmap: Buffer): (code: number) => number {
  const maps = Array.from({ length: cmap.readUInt16BE(2) }, (_, nth) =>
    cmap.subarray(cmap.readUInt32BE(8 + 8 * nth)),
  )
  const large = maps.find((map) => map.readUInt16BE(0) === 12)
  const small = maps.find((map) => map.readUInt16BE(0) === 4)
  return (code) => {
    if (large) return inGroups(large, code)
    return small && code <= 0xffff ? inSegments(small, code) : 0
  }
}

/** The glyphs that a glyph is put together from. */
function partsOf(glyph: Buffer): number[] {
  if (glyph.length === 0 || glyph.readInt16BE(0) >= 0) return []
  const parts: number[] = []
  for (let at = 10; ;) {
    const flags = glyph.readUInt16BE(at)
    parts.push(glyph.readUInt16BE(at + 2))
    const scale = flags & 0x80 ? 8 : flags & 0x40 ? 4 : flags & 0x8 ? 2 : 0
    at += 4 + (flags & 1 ? 4 : 2) + scale
    if (!(flags & 0x20)) return parts
  }
}

function written(tables: readonly Table[]): Buffer {
  const head = Buffer.alloc(12 + 16 * tables.length)
  const power = Math.floor(Math.log2(tables.length))
  head.writeUInt32BE(0x0001_0000, 0)
  head.writeUInt16BE(tables.length, 4)
  head.writeUInt16BE(16 * 2 ** power, 6)
  head.writeUInt16BE(power, 8)
  head.writeUInt16BE(16 * (tables.length - 2 ** power), 10)
  const parts: Buffer[] = [head]
  let offset = head.length
  for (const [nth, { tag, data }] of tables.entries()) {
    const at = 12 + 16 * nth
    head.write(tag, at, 'latin1')
    head.writeUInt32BE(offset, at + 8)
    head.writeUInt32BE(data.length, at + 12)
    const padding = Buffer.alloc((4 - (data.length % 4)) % 4)
    parts.push(data, padding)
    offset += data.length + padding.length
  }
  return Buffer.concat(parts)
}

/**
 * A TrueType font with the outlines of the given characters alone, a twentieth of a Korean one. Also says
 * which characters it does not have. Whoever draws from a file reads all of it for every letter.
 */
export function subsetOf(
  font: Buffer,
  characters: Iterable<string>,
): { font: Buffer; missing: string[] } {
  const tables = tablesOf(font)
  const [glyf, loca] = [tableOf(tables, 'glyf'), tableOf(tables, 'loca')]
  const isLong = tableOf(tables, 'head').readInt16BE(50) === 1
  const offsetOf = (id: number) =>
    isLong ? loca.readUInt32BE(4 * id) : 2 * loca.readUInt16BE(2 * id)
  const outlineOf = (id: number) => glyf.subarray(offsetOf(id), offsetOf(id + 1))
  const glyphOf = lookUp(tableOf(tables, 'cmap'))
  const wanted = [...new Set(characters)].map((text) => ({
    text,
    id: glyphOf(text.codePointAt(0) ?? 0),
  }))
  const used = new Set([0])
  const take = (id: number): void => {
    if (used.has(id)) return
    used.add(id)
    partsOf(outlineOf(id)).forEach(take)
  }
  for (const { id } of wanted) take(id)
  const outlines: Buffer[] = []
  const places = Buffer.alloc(loca.length)
  let length = 0
  const count = loca.length / (isLong ? 4 : 2)
  for (let id = 0; id < count; id += 1) {
    if (isLong) places.writeUInt32BE(length, 4 * id)
    else places.writeUInt16BE(length / 2, 2 * id)
    if (!used.has(id) || id === count - 1) continue
    const outline = outlineOf(id)
    outlines.push(outline)
    length += outline.length
  }
  const changed = new Map([...tables, ['glyf', Buffer.concat(outlines)], ['loca', places]])
  return {
    font: written(
      kept.flatMap((tag) => {
        const data = changed.get(tag)
        return data ? [{ tag, data }] : []
      }),
    ),
    missing: wanted.filter(({ id }) => id === 0).map(({ text }) => text),
  }
}
