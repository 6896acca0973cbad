/** Numbers that look random and are the same for the same seed. */

/** Uniform numbers from 0 to 1 (mulberry32). */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** An array of normal numbers of a given standard deviation (Box and Muller). */
export function normals(draw, count, deviation) {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - draw()));
    numbers[i] = deviation * radius * Math.cos(2 * Math.PI * draw());
  }
  return numbers;
}
