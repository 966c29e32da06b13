/** Drawing helpers shared by the pictures: engraved lines are closed bands of changing weight, not strokes. */
export type Curve = (x: number) => number;

export function round(n: number): number {
  return Math.round(n * 10) / 10;
}

/** A line along `curve` whose thickness at x is `weight(x)`, as a closed path. */
export function band(curve: Curve, weight: Curve, from: number, to: number, step = 8): string {
  let upper = '';
  const lower: string[] = [];
  for (let x = from; x <= to; x += step) {
    const y = curve(x);
    const half = Math.max(0.4, weight(x)) / 2;
    upper += `${upper ? 'L' : 'M'}${round(x)} ${round(y - half)}`;
    lower.unshift(`L${round(x)} ${round(y + half)}`);
  }
  return `${upper}${lower.join('')}Z`;
}

/** Everything between `curve` and the line y = `base`. */
export function area(curve: Curve, from: number, to: number, base: number, step = 8): string {
  let path = '';
  for (let x = from; x <= to; x += step) path += `${path ? 'L' : 'M'}${round(x)} ${round(curve(x))}`;
  return `${path}L${to} ${base}L${from} ${base}Z`;
}

/** `[0, 1, … count - 1]` mapped. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A repeatable row of numbers in 0..1, for patterns that only look random. */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function square(x: number, y: number, size: number): string {
  return `M${round(x)} ${round(y)}h${round(size)}v${round(size)}h${round(-size)}z`;
}

/** Something that looks like a QR code and says nothing: dark cells, and the light rings of its three corners. */
export function codeLike(
  x: number,
  y: number,
  cells: number,
  cell: number,
  seed = 7,
): { dark: string; light: string; core: string } {
  const next = sequence(seed);
  let dark = '';
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < cells; j++) {
      const corner = (i < 3 && j < 3) || (i < 3 && j > cells - 4) || (i > cells - 4 && j < 3);
      if (!corner && next() > 0.52) dark += square(x + j * cell, y + i * cell, cell + 0.3);
    }
  }
  let light = '';
  let core = '';
  for (const [a, b] of [
    [0, 0],
    [cells - 3, 0],
    [0, cells - 3],
  ] as const) {
    dark += square(x + a * cell, y + b * cell, 3 * cell);
    light += square(x + a * cell + cell * 0.6, y + b * cell + cell * 0.6, 1.8 * cell);
    core += square(x + a * cell + cell, y + b * cell + cell, cell);
  }
  return { dark, light, core };
}

/** Something that looks like a barcode, as one path. */
export function barsLike(x: number, y: number, width: number, height: number, seed = 5): string {
  const next = sequence(seed);
  let path = '';
  let at = x;
  while (at < x + width - 4) {
    const bar = round(1.5 + next() * 4);
    path += `M${round(at)} ${y}h${bar}v${height}h${-bar}z`;
    at += bar + 1.6 + next() * 3.4;
  }
  return path;
}
