/** A longest part of distinct numbers that ascends, in their order. */
export function increasing(numbers: readonly number[]): number[] {
  // for each length, where the run of that length with the lowest end ends
  const ends: number[] = [];
  const before: number[] = [];
  numbers.forEach((number, at) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (numbers[ends[middle]!]! < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    before[at] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = at;
  });
  const run: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) {
    run.push(numbers[at]!);
  }
  return run.reverse();
}
