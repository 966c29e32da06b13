import { area, band, round, times, type Curve } from './geometry.ts';

const WIDTH = 1000;
const BASE = 620;

const farMountain: Curve = (x) =>
  190 +
  60 * Math.sin(x / 150 + 0.6) +
  26 * Math.sin(x / 61 + 2) -
  74 * Math.exp(-(((x - 560) / 170) ** 2)) +
  30 * Math.exp(-(((x - 200) / 150) ** 2));
const nearMountain: Curve = (x) =>
  285 + 46 * Math.sin(x / 190 + 2.6) + 20 * Math.sin(x / 73) - 50 * Math.exp(-(((x - 760) / 170) ** 2));

/** Engraver's light: the same ridge repeated downwards, heavier where the slope turns from the sun. */
function ridges(ridge: Curve, base: number, lines: number, gap: number, weight: number): string {
  return times(lines, (k) => {
    const t = k / lines;
    const line: Curve = (x) => ridge(x) * (1 - t * 0.55) + base * t * 0.55 + k * gap * 0.45;
    const slope: Curve = (x) => (ridge(x + 6) - ridge(x - 6)) / 12;
    return band(
      line,
      (x) =>
        weight * (1 - t * 0.75) * (k === 0 ? 1.15 : 0.35 + Math.max(0, Math.min(1, 0.35 + slope(x) * 1.5))),
      0,
      WIDTH,
    );
  }).join('');
}

const terraces: Curve[] = times(8, (j) => {
  const level = 352 + j * 34 + j * j * 1.6;
  return (x: number) =>
    level +
    (26 - j * 1.5) * Math.sin(x / (170 + j * 14) + 5 + j * 0.42) +
    10 * Math.sin(x / (57 + j * 6) + 1 + j * 0.9);
});
const terraceFill = ['f2', 'fp', 'f1', 'f2', 'fp', 'f1', 'f2', 'f1'];

interface Terrace {
  readonly fill: string;
  readonly field: string;
  readonly edge: string;
  /** Flooded fields carry ripples, the others seedlings. */
  readonly ripples: string | null;
  readonly seedlings: { readonly path: string; readonly weight: number } | null;
}

function terrace(curve: Curve, j: number): Terrace {
  const below = terraces[j + 1] ?? (() => BASE + 30);
  const flooded = j % 3 === 1;
  let seedlings = '';
  if (!flooded) {
    for (let x = 8 + j * 5; x < WIDTH; x += 15 + j) {
      const top = curve(x);
      const height = below(x) - top;
      if (height < 14) continue;
      for (let q = 0; q < 2; q++) {
        const leaf = round(5 + j * 0.6);
        seedlings += `M${round(x + q * 7)} ${round(top + height * (0.42 + q * 0.36))}l-3 -${leaf}m3 ${leaf}l3 -${leaf}`;
      }
    }
  }
  return {
    fill: terraceFill[j] ?? 'f2',
    field: area(curve, 0, WIDTH, BASE),
    edge: band(curve, (x) => 5.5 + 1.6 * Math.sin(x / 80 + j), 0, WIDTH),
    ripples: flooded
      ? times(3, (n) => n + 1)
          .map((k) =>
            band(
              (x) => curve(x) + ((below(x) - curve(x)) * k) / 4 + 2.2 * Math.sin(x / 13 + k),
              (x) => 1.5 + 0.7 * Math.sin(x / 40 + k * 2),
              0,
              WIDTH,
              6,
            ),
          )
          .join('')
      : null,
    seedlings: flooded ? null : { path: seedlings, weight: 1.8 + j * 0.14 },
  };
}

function drawTownship() {
  return {
    far: { field: area(farMountain, 0, WIDTH, BASE), lines: ridges(farMountain, 330, 9, 26, 4.4) },
    near: { field: area(nearMountain, 0, WIDTH, BASE), lines: ridges(nearMountain, 380, 8, 22, 5) },
    terraces: terraces.map(terrace),
  };
}
let township: ReturnType<typeof drawTownship> | undefined;

/** One wild goose; `s` scales it while the line keeps its weight. */
export function Goose({ x, y, s, r = 0 }: { x: number; y: number; s: number; r?: number }) {
  return (
    <path
      className="s"
      strokeWidth={5}
      vectorEffect="none"
      style={{ strokeWidth: 5 / s }}
      transform={`translate(${x} ${y}) rotate(${r}) scale(${s})`}
      d="M-44 -14C-30 -22 -14 -14 0 4C10 -16 28 -26 50 -22M0 4C6 10 16 12 26 8"
    />
  );
}

function StationHouse() {
  return (
    <g transform="translate(664 300)">
      <path className="pp" d="M8 60H208V150H8Z" />
      <path className="k" d="M-22 64C6 56 22 30 34 4H182C194 30 210 56 238 64L232 72H-16Z" />
      <path
        className="s tile-line"
        d={times(9, (i) => `M${46 + i * 15.5} 12L${round(28 + i * 19.8)} 60`).join('')}
      />
      <path className="s w7" d="M30 2H186" />
      <rect className="t1" x="26" y="86" width="44" height="38" />
      <path className="s w3" d="M48 86V124M26 105H70" />
      <rect className="k" x="92" y="80" width="42" height="70" />
      <rect className="fp" x="98" y="86" width="30" height="64" />
      <path className="s w3" d="M113 86V150" />
      <rect className="r" x="150" y="78" width="38" height="38" />
      <text className="w" x="169" y="107" textAnchor="middle" fontSize="30">
        驿
      </text>
      <g transform="translate(222 84)">
        <path className="k" d="M0 14C0 -8 34 -8 34 14V66H0Z" />
        <rect className="fp" x="7" y="18" width="20" height="5" />
        <rect className="k" x="-4" y="12" width="42" height="5" />
      </g>
    </g>
  );
}

function Rider() {
  const spokes = [-52, 56]
    .map((hub) =>
      [0, 30, 60, 90, 120, 150]
        .map((degrees) => {
          const a = (degrees * Math.PI) / 180;
          const [dx, dy] = [28 * Math.cos(a), 28 * Math.sin(a)];
          return `M${round(hub - dx)} ${round(28 - dy)}L${round(hub + dx)} ${round(28 + dy)}`;
        })
        .join(''),
    )
    .join('');
  return (
    <g transform="translate(330 520) scale(1.18)">
      <ellipse className="k" cx="2" cy="60" rx="92" ry="5" opacity=".35" />
      <circle className="wheel" cx="-52" cy="28" r="31" />
      <circle className="wheel" cx="56" cy="28" r="31" />
      <path className="s w1" d={spokes} />
      <path
        className="s w6"
        d="M-52 28L-26 -22L36 -22L0 30L-26 -22M-52 28H0M36 -22L56 28M32 -38L36 -22M32 -38H46"
      />
      <path className="k" d="M-92 -22H-42V22C-42 27 -46 30 -50 30H-84C-88 30 -92 27 -92 22Z" />
      <rect className="fp" x="-82" y="-8" width="30" height="20" />
      <path className="s w2" d="M-82 -8l15 11l15 -11" />
      <path className="k" d="M-38 -30H-12V-24H-38Z" />
      <path className="s w15" d="M-22 -34C-2 -30 10 -22 12 -8C13 6 6 18 4 34" />
      <path className="s w6" d="M4 40H18" />
      <path className="k" d="M-36 -34C-36 -70 -22 -96 2 -98C16 -98 18 -84 12 -72L-8 -32Z" />
      <path className="s w10" d="M4 -84C14 -66 24 -54 44 -42" />
      <circle className="wheel" cx="14" cy="-114" r="17" />
      <path className="k" d="M-6 -116C-6 -138 28 -142 32 -120L48 -116L46 -111L-6 -112Z" />
      <circle className="r" cx="22" cy="-124" r="4.5" />
    </g>
  );
}

/**
 * The township, engraved: terraces, the station, a rider with the mail and wild geese. `height` in drawing units
 * (760 suits an upright panel, 590 a lying one); the picture covers whatever box it is put in.
 */
export function Hero({ height, className = '' }: { height: number; className?: string }) {
  township ??= drawTownship();
  const extra = height - BASE;
  const upright = extra > 0;
  const sky = times(22 + Math.max(0, Math.round(extra / 14)), (i) =>
    band(
      () => 14 + i * 12 + i * i * 0.1,
      () => Math.max(0.7, 2.6 - i * 0.09),
      0,
      WIDTH,
      WIDTH / 4,
    ),
  ).join('');
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} ${height}`}
      preserveAspectRatio="xMidYMax slice"
      className={`art hero ${className}`}
    >
      <rect className="fp" width={WIDTH} height={height} />
      <path className="k" opacity=".5" d={sky} />
      <g transform={`translate(0 ${extra})`}>
        <circle className="fp" cx="236" cy="172" r="96" />
        <circle className="r" cx="236" cy="172" r="84" />
        {times(5, (i) => (
          <rect key={i} className="fp" x="140" y={168 + i * 13} width="192" height={2.5 + i * 1.5} />
        ))}
        <path className="f2" d={township.far.field} />
        <path className="k" d={township.far.lines} />
        <path className="f1" d={township.near.field} />
        <path className="k" d={township.near.lines} />
        {township.terraces.map((t, j) => (
          <g key={j}>
            <path className={t.fill} d={t.field} />
            <path className="k" d={t.edge} />
            {t.ripples !== null && <path className="k" opacity=".85" d={t.ripples} />}
            {t.seedlings !== null && (
              <path className="s" style={{ strokeWidth: t.seedlings.weight }} d={t.seedlings.path} />
            )}
          </g>
        ))}
        <path
          className="pp"
          d="M1010 640L1010 566C900 562 790 552 744 518C716 496 736 470 782 451H762C700 466 656 492 676 532C704 584 790 612 850 640Z"
        />
        <StationHouse />
        <g transform="translate(1014 452)">
          <path className="s" d="M-62 0V-60" />
          <path
            className="k"
            d="M-62 -44C-110 -44 -112 -96 -84 -104C-84 -146 -34 -146 -36 -104C-8 -94 -16 -44 -62 -44Z"
          />
          <path
            className="s tile-line"
            d="M-84 -70c8 6 18 6 26 0m6 -24c-8 6 -18 6 -24 0m34 28c-4 6 -12 6 -18 2"
          />
        </g>
        {(upright
          ? [
              [300, -14, 1, -8],
              [396, -44, 0.84, -9],
              [212, 20, 0.84, -5],
              [480, -66, 0.68, -10],
              [136, 50, 0.68, -2],
            ]
          : [
              [400, 66, 0.8, -8],
              [470, 44, 0.68, -9],
              [356, 100, 0.6, -5],
            ]
        ).map(([x = 0, y = 0, s = 1, r = 0]) => (
          <Goose key={x} x={x} y={y} s={s} r={r} />
        ))}
        <Rider />
      </g>
    </svg>
  );
}
