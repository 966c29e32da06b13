import type { ReactNode } from 'react';
import type { Service } from '../../../contract/screen.ts';
import { area, band, barsLike, codeLike, times } from './geometry.ts';

const phoneCode = codeLike(66, 60, 11, 3.7);

const pictures: Record<Service, ReactNode> = {
  'pay-tax': (
    <>
      <rect className="pp" x="48" y="8" width="76" height="142" rx="12" />
      <rect className="t1 w4" x="58" y="26" width="56" height="100" />
      <path className="k" d={barsLike(64, 34, 45, 18)} />
      <path className="k" d={phoneCode.dark} />
      <path className="fp" d={phoneCode.light} />
      <path className="k" d={phoneCode.core} />
      <path className="s w4" d="M78 138h16" />
      <path className="rs" d="M28 58q-12 22 0 44M14 46q-20 34 0 68M144 58q12 22 0 44" />
    </>
  ),
  'pick-up': (
    <>
      <rect className="pp" x="14" y="22" width="132" height="128" />
      <path className="s" d="M14 64H146M14 107H146M58 22V150M102 22V150" />
      <rect className="k" x="58" y="64" width="44" height="43" />
      <path className="t1 w4" d="M22 56V40h28v16zM110 99V82h28v17zM110 142v-20h28v20z" />
      <g transform="translate(64 54) rotate(-7)">
        <rect className="pp w4" width="64" height="44" />
        <path className="s w4" d="M0 0l32 24L64 0" />
        <circle className="r" cx="50" cy="33" r="7" />
      </g>
    </>
  ),
  'post-home': (
    <>
      <path className="pp" d="M20 150h104" />
      <path className="k" d="M36 52C36 14 108 14 108 52V142H36Z" />
      <rect className="k" x="28" y="48" width="88" height="11" />
      <rect className="k" x="30" y="138" width="84" height="12" />
      <rect className="fp" x="50" y="70" width="44" height="9" />
      <rect className="fp" x="54" y="94" width="36" height="36" />
      <text x="72" y="123" fontSize="30" textAnchor="middle">
        邮
      </text>
      <g transform="translate(70 34) rotate(14)">
        <rect className="pp w4" x="14" y="10" width="72" height="48" />
        <path className="s w4" d="M14 10l36 26l36 -26" />
        <rect className="r" x="68" y="42" width="12" height="11" />
      </g>
    </>
  ),
  policies: (
    <>
      <path className="pp" d="M26 22H134V140H26Z" />
      <rect className="k" x="14" y="12" width="132" height="15" rx="7" />
      <rect className="k" x="14" y="136" width="132" height="15" rx="7" />
      <path className="s" d="M44 46H94M44 62H80" />
      <rect className="t1 w4" x="44" y="76" width="72" height="48" />
      <path className="r" d="M70 86l24 14l-24 14z" />
      <path className="s" d="M104 44h12M104 60h12" />
    </>
  ),
  track: (
    <>
      <path
        className="s w6"
        strokeDasharray="2 13"
        d="M18 142C60 142 92 132 84 108C76 86 26 92 30 66C34 42 78 52 108 40"
      />
      <circle className="k" cx="18" cy="142" r="11" />
      <circle className="pp" cx="80" cy="97" r="11" />
      <circle className="r" cx="33" cy="60" r="13" />
      <path className="pp" d="M124 62C104 38 104 14 124 10C144 14 144 38 124 62Z" />
      <circle className="k" cx="124" cy="28" r="8" />
      <path className="pp w4" d="M104 152v-30l18 -14l18 14v30z" />
      <rect className="k" x="116" y="130" width="12" height="22" />
    </>
  ),
  help: (
    <>
      <path className="k" d="M16 152C16 114 44 102 76 102C108 102 136 114 136 152Z" />
      <path className="fp" d="M60 102L76 126L92 102Z" />
      <path className="r" d="M76 114l6 8l-6 26l-6 -26z" />
      <circle className="pp" cx="76" cy="68" r="34" />
      <path className="k" d="M38 58C36 18 116 18 114 58C96 50 56 50 38 58Z" />
      <path className="k" d="M44 56C64 48 96 50 122 64C104 66 60 66 44 62Z" />
      <circle className="r" cx="76" cy="38" r="7" />
      <path className="s w4" d="M64 74v3M88 74v3M66 87q10 8 20 0" />
      <path className="s w6" d="M136 26q10 -8 14 2q2 8 -8 12v8M142 60v1" />
    </>
  ),
};

/** The picture of an errand, 160 units square; `help` is the attendant. */
export function ServicePicture({ service, className = 'p' }: { service: Service; className?: string }) {
  return (
    <svg className={`art ${className}`} aria-hidden="true" viewBox="0 0 160 160">
      {pictures[service]}
    </svg>
  );
}

/** A person's head and shoulders, drawn: stands in for a photograph. */
export function PersonAvatar({ className = '' }: { className?: string }) {
  return (
    <svg className={`art avatar ${className}`} aria-hidden="true" viewBox="0 0 160 200">
      <rect className="t2" x="3" y="3" width="154" height="194" />
      <path className="s w2" opacity=".35" d={times(9, (i) => `M6 ${22 + i * 19}H154`).join('')} />
      <path className="k" d="M18 196C18 146 50 132 80 132C110 132 142 146 142 196Z" />
      <path className="fp" d="M62 132L80 158L98 132Z" />
      <path className="pp" d="M48 84C48 44 112 44 112 84C112 118 96 134 80 134C64 134 48 118 48 84Z" />
      <path className="k" d="M44 88C38 34 122 34 116 88C112 70 104 66 96 62C80 74 58 70 44 88Z" />
      <path className="s w4" d="M66 92v4M94 92v4M70 114q10 7 20 0" />
    </svg>
  );
}

const ground = times(4, (j) => {
  const curve = (x: number) => 12 + j * 16 + 8 * Math.sin(x / (48 + j * 9) + 1.3 * j + 2);
  return {
    field: area(curve, 0, 300, 72),
    edge: band(curve, (x) => 2.4 + 0.8 * Math.sin(x / 30 + j), 0, 300, 6),
  };
});

/** Terraces along the foot of a stamp. */
export function Land() {
  return (
    <svg className="art land" aria-hidden="true" viewBox="0 0 300 70" preserveAspectRatio="none">
      {ground.map((g, j) => (
        <g key={j}>
          <path className={j % 2 === 0 ? 'f1' : 'fp'} d={g.field} />
          <path className="k" d={g.edge} />
        </g>
      ))}
    </svg>
  );
}

const hillCurves = [
  {
    lines: 9,
    curve: (x: number) =>
      70 + 34 * Math.sin(x / 120 + 1) + 16 * Math.sin(x / 47 + 2) - 34 * Math.exp(-(((x - 700) / 130) ** 2)),
  },
  {
    lines: 15,
    curve: (x: number) =>
      150 + 30 * Math.sin(x / 150 + 4) + 12 * Math.sin(x / 60) - 30 * Math.exp(-(((x - 260) / 140) ** 2)),
  },
];
const hills = hillCurves.map(({ lines, curve }) => ({
  field: area(curve, 0, 1000, 420),
  lines: times(lines, (k) =>
    band(
      (x) => curve(x) * (1 - (k / lines) * 0.5) + 260 * (k / lines) * 0.5 + k * 9,
      (x) => 3.6 - (k / lines) * 2 + 0.8 * Math.sin(x / 60 + k),
      0,
      1000,
    ),
  ).join(''),
}));

/** Watermark hills that fill the quiet part of a counter; never under words. */
export function Hills() {
  return (
    <div className="wm" aria-hidden="true">
      <svg viewBox="0 0 1000 420" preserveAspectRatio="xMidYMin slice">
        {hills.map((h, i) => (
          <g key={i}>
            <path className="hill-field" d={h.field} />
            <path className="hill-line" d={h.lines} />
          </g>
        ))}
      </svg>
    </div>
  );
}

function billEdge(): string {
  return times(10, (q) => `l-8 ${q % 2 ? -8 : 8}l-8 0`).join('');
}

/** Three bills lying on each other. */
export function BillStack() {
  return (
    <svg className="art stack" aria-hidden="true" viewBox="0 0 300 300">
      {(
        [
          [-9, 30, 40, 't2'],
          [2, 46, 30, 't1'],
          [9, 70, 34, 'pp'],
        ] as const
      ).map(([angle, x, y, fill]) => (
        <path
          key={angle}
          className={fill}
          transform={`rotate(${angle} 150 150)`}
          d={`M${x} ${y}h160v210${billEdge()}z`}
        />
      ))}
      <g transform="rotate(9 150 150)">
        <path className="s" d="M94 78h80M94 110h112M94 138h96" />
        <text x="96" y="216" fontSize="64">
          ¥
        </text>
        <circle className="r" cx="194" cy="194" r="20" />
      </g>
    </svg>
  );
}
