/**
 * What says that two items of lists are one: `id`, else `_id`, of an object; the value itself of what is no object.
 * Undefined for objects without.
 */
export function itemKey(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) {
    return `${typeof item} ${String(item)}`;
  }
  const { id, _id } = item as { id?: unknown; _id?: unknown };
  const key = id ?? _id;
  // 1 and "1" are two
  return typeof key === 'string' || typeof key === 'number' ? `id ${typeof key} ${key}` : undefined;
}
