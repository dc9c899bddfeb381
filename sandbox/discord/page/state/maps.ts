/** A copy of the map with one entry set. */
export function withEntry<V>(
  map: ReadonlyMap<string, V>,
  key: string,
  value: V,
): ReadonlyMap<string, V> {
  return new Map(map).set(key, value)
}

/** A copy of the map without one entry; the map itself if it has none. */
export function withoutEntry<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map
  const copy = new Map(map)
  copy.delete(key)
  return copy
}

/** A map of things by their id. */
export function byId<V extends { id: string }>(items: readonly V[]): ReadonlyMap<string, V> {
  return new Map(items.map((item) => [item.id, item]))
}
