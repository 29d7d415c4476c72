import type { Json } from '../../src/shared/json.js';
import type { Random } from './Random.js';

function randomList(random: Random, ids: string[], depth: number): Json {
  const items: Json[] = [];
  for (const id of ids) {
    if (random.chance(0.6)) {
      const sub = depth > 0 && random.chance(0.5) ? { sub: randomList(random, ids, depth - 1) } : {};
      items.splice(random.below(items.length + 1), 0, { id, v: random.below(3), ...sub });
    }
  }
  return items;
}

/** Few ids and values, so that two documents have much in common. */
export function randomDocument(random: Random): { text: string; [key: string]: Json } {
  const words = Array.from({ length: 14 }, () => random.pick(['alpha', 'beta', 'gamma', 'delta']));
  return {
    list: random.chance(0.1) ? random.below(5) : randomList(random, ['a', 'b', 'c', 'd', 'e'], 1),
    nums: Array.from({ length: random.below(6) }, () => random.below(4)),
    text: words.join(' '),
    ...(random.chance(0.5) ? { o: { x: random.below(3), y: null } } : {}),
  };
}
