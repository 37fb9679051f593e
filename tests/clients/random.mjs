// Random choices that a seed repeats, on any machine.
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  // At least 0 and less than 1 (mulberry32).
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(count) {
    return Math.floor(this.next() * count);
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  // One of the list, those of a larger weight more often.
  weighted(list, weight) {
    let rest = this.next() * list.reduce((sum, item) => sum + weight(item), 0);
    return list.find((item) => (rest -= weight(item)) < 0) ?? list.at(-1);
  }

  shuffled(list) {
    const shuffled = [...list];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
    }
    return shuffled;
  }
}
