import { useId, type ReactNode } from 'react';
import { barsLike, codeLike, times } from './geometry.ts';

type Part = 'card' | 'scan' | 'slip';

/** The whole cabinet, 260 by 604 units, with the part that matters in cinnabar. */
function Cabinet({ part }: { part: Part }) {
  return (
    <g>
      <path className="f1" d="M6 588H254V604H6Z" />
      <path className="t2" d="M26 20H234V590H26Z" />
      <path className="k" d="M14 4H246V34H14Z" />
      <text className="w" x="130" y="28" fontSize="24" textAnchor="middle" letterSpacing="4">
        税邮驿站
      </text>
      <rect className="pp" x="46" y="54" width="168" height="276" />
      <path className="k" d="M48 222H212V328H48Z" />
      {times(3, (i) =>
        times(2, (j) => (
          <rect key={`${i}${j}`} className="fp" x={60 + i * 49} y={236 + j * 34} width="42" height="26" />
        )),
      )}
      <rect className="f1" x="60" y="70" width="140" height="98" />
      <path className="s w3" d="M62 142c30 -26 50 -40 76 -16c20 -20 40 -14 60 4" />
      <circle className="r" cx="160" cy="98" r="13" />
      <path className="s" d="M62 190H150" />
      <path className="pp" d="M20 348H240L252 408H8Z" />
      <rect className="k" x="42" y="362" width="44" height="30" rx="3" />
      <rect className={part === 'scan' ? 'r' : 'fp'} x="50" y="370" width="28" height="14" />
      <rect className={part === 'card' ? 'r lined' : 't1 w4'} x="104" y="362" width="54" height="32" rx="4" />
      <path className={part === 'slip' ? 'rs w7' : 's w7'} d="M178 378H220" />
      <rect className="t1" x="50" y="432" width="160" height="128" />
      <path className="s w4" d="M50 474H210M50 518H210M130 432V560" />
    </g>
  );
}

function IdCard() {
  return (
    <>
      <rect className="pp" x="-150" y="-95" width="300" height="190" rx="14" />
      <path
        className="s tile-line"
        d={times(7, (i) => `M-140 ${-70 + i * 24}q35 -12 70 0t70 0t70 0t70 0`).join('')}
      />
      <rect className="f2" x="46" y="-66" width="86" height="106" rx="4" />
      <circle className="k" cx="89" cy="-30" r="20" />
      <path className="k" d="M54 40c0 -50 70 -50 70 0z" />
      <path className="s w9" d="M-126 -56h60M-126 -22h110M-126 10h130M-126 66h230" />
    </>
  );
}

function HandBack({ transform }: { transform: string }) {
  return (
    <g transform={transform}>
      <path className="k" d="M250 -96L420 -120V170L250 130Z" />
      <path className="t1" d="M222 -92H256V128H222Z" />
      <path
        className="pp"
        d="M224 -72L190 -78C160 -82 140 -66 134 -40L122 64C120 92 146 112 182 112L224 110Z"
      />
    </g>
  );
}

function HandFront({ transform }: { transform: string }) {
  return (
    <g transform={transform}>
      <path className="pp" d="M214 -52C170 -66 116 -58 74 -34C46 -18 58 14 88 10C128 4 168 10 206 30" />
      <path className="fp" d="M196 -48L218 -52V34L190 22Z" />
      <path className="s w3" d="M76 -24q-12 12 2 24" />
    </g>
  );
}

/** The close-up at the right of a cabinet picture. */
function CloseUp({ y, children }: { y: number; children: ReactNode }) {
  const clip = useId();
  return (
    <g transform={`translate(330 ${y})`}>
      <clipPath id={clip}>
        <rect width="652" height="560" rx="14" />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <rect className="f2" width="652" height="560" />
        <path className="s hatch" d={times(14, (i) => `M0 ${18 + i * 15 + i * i * 0.9}H652`).join('')} />
        <rect className="f1" y="382" width="652" height="180" />
        <path className="s" d="M0 382H652" />
        <path className="s w2" opacity=".6" d={times(10, (i) => `M0 ${400 + i * 17}H652`).join('')} />
        {children}
      </g>
      <rect className="s" x="2.5" y="2.5" width="647" height="555" rx="14" />
    </g>
  );
}

/** Put the ID card on the reader: the cabinet, and a hand laying the card down. */
export function CardPicture({ still = false }: { still?: boolean }) {
  return (
    <svg className="art" aria-hidden="true" viewBox="0 0 984 640" preserveAspectRatio="xMidYMid meet">
      <g transform="translate(0 12)">
        <Cabinet part="card" />
      </g>
      <path className="leader" d="M164 382L326 60M164 408L326 588" />
      <CloseUp y={40}>
        <path className="pp" d="M150 418H500L540 530H110Z" />
        <path className="s w4" strokeDasharray="12 9" d="M176 436H474L498 510H152Z" />
        <path className="rs w7" d="M302 470q22 -12 44 0M288 488q36 -20 72 0M274 506q50 -28 100 0" />
        <g className={still ? '' : 'lower-card'}>
          <HandBack transform="translate(372 216) rotate(-5) scale(1.1)" />
          <g transform="translate(292 214) rotate(-5) scale(1.14)">
            <IdCard />
          </g>
          <HandFront transform="translate(372 216) rotate(-5) scale(1.1)" />
        </g>
        <path className="r halo" d="M298 344h52v32h32l-58 46l-58 -46h32z" />
      </CloseUp>
    </svg>
  );
}

const payBars = barsLike(-74, -104, 150, 60, 9);
const payCode = codeLike(-66, -28, 17, 7.8, 11);

/** Hold the payment code to the scanner: the cabinet, and a hand with a phone. */
export function ScanPicture() {
  return (
    <svg className="art" aria-hidden="true" viewBox="0 0 984 610" preserveAspectRatio="xMidYMid meet">
      <Cabinet part="scan" />
      <path className="leader" d="M88 364L326 50M88 400L326 574" />
      <CloseUp y={28}>
        <path className="r" opacity=".2" d="M118 500L430 500L360 330H186Z" />
        <path className="k" d="M100 424H446L478 524H68Z" />
        <path className="fp" d="M134 444H412L432 504H114Z" />
        <path className="rs w8" d="M146 476H400" />
        <HandBack transform="translate(246 196) rotate(-3) scale(1.16)" />
        <g transform="translate(262 176) rotate(-3)">
          <rect className="pp" x="-116" y="-190" width="232" height="388" rx="26" />
          <rect className="f1" x="-98" y="-160" width="196" height="314" />
          <rect className="fp" x="-88" y="-118" width="176" height="262" />
          <text x="0" y="-128" fontSize="28" textAnchor="middle">
            付款码
          </text>
          <path className="k" d={payBars} />
          <path className="k" d={payCode.dark} />
          <path className="fp" d={payCode.light} />
          <path className="k" d={payCode.core} />
          <path className="s" d="M-24 176H24" />
          {times(3, (i) => (
            <rect key={i} className="pp" x="-136" y={-6 + i * 44} width="44" height="36" rx="17" />
          ))}
        </g>
        <HandFront transform="translate(276 190) rotate(-3) scale(1.1)" />
      </CloseUp>
    </svg>
  );
}

const slipCode = codeLike(112, 320, 15, 7, 23);
const tornEdge =
  times(12, (i) => `l-11 ${i % 2 ? -14 : 14}`).join('') +
  'l-11 14l-11 -14' +
  times(10, (i) => `l-11 ${i % 2 ? -14 : 14}`).join('');

/** The printer's mouth with the slip hanging out of it. */
export function SlipPicture() {
  return (
    <svg className="art" aria-hidden="true" viewBox="0 0 420 520" preserveAspectRatio="xMidYMid meet">
      <path className="pp" d="M10 20H410V110H10Z" />
      <path className="s w2" opacity=".6" d={times(4, (i) => `M14 ${34 + i * 12}H406`).join('')} />
      <rect className="k" x="50" y="84" width="320" height="22" rx="6" />
      <path className="pp" d={`M78 98H342V486${tornEdge}Z`} />
      <text x="210" y="160" fontSize="34" textAnchor="middle">
        凭 条
      </text>
      <path className="s w3" strokeDasharray="3 9" d="M100 180H320" />
      <circle className="s w4" strokeDasharray="9 8" cx="150" cy="246" r="44" />
      <path className="s w7" d="M216 222H316M216 248H300M216 274H280M240 334H316M240 362H316M240 390H290" />
      <path className="k" d={slipCode.dark} />
      <path className="fp" d={slipCode.light} />
      <path className="k" d={slipCode.core} />
      <path className="r halo" d="M362 330v90h-22l38 50l38 -50h-22v-90z" />
    </svg>
  );
}
