// How often each key occurs.

/**
 * The number of items per key, keys in the order of their first item.
 *
 * @example countBy(['a', 'bb', 'c'], (word) => word.length) // Map { 1 => 2, 2 => 1 }
 */
export function countBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) {
    const key = keyOf(item);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
