import { useId } from 'react';
import { round, times } from './illustrations/geometry.ts';

const CENTRE = 130;

function wave(i: number, width: number): string {
  const y = 60 + i * 28;
  let path = '';
  for (let x = CENTRE + Math.sqrt(Math.max(0, 124 * 124 - (y - CENTRE) ** 2)) + 6; x < width - 6; x += 6) {
    path += `${path ? 'L' : 'M'}${round(x)} ${round(y + 8 * Math.sin(x / 24))}`;
  }
  return path;
}
const waves = times(6, (i) => wave(i, 560));

export interface PostmarkProps {
  /** Beijing wall time `YYYY-MM-DDTHH:mm`: its day and hour stand in the ring. */
  readonly at: string;
  /** Upper arc: province and county. */
  readonly region: string;
  /** Lower arc: the service point. */
  readonly place: string;
  /** `lands` plays the stamp coming down once; `still` shows it in place. */
  readonly motion?: 'lands' | 'still';
  readonly className?: string;
}

/**
 * The postmark: only where the system knows that something is done. Our own mark, never an imitation of an official
 * seal; all that it says is said in plain words on the same page. Its ring belongs on blank paper, its waves may
 * cross the stamp.
 */
export function Postmark({ at, region, place, motion = 'still', className = '' }: PostmarkProps) {
  const id = useId();
  const [day = '', time = ''] = at.split('T');
  return (
    <svg
      className={`pm ${motion === 'lands' ? 'lands' : ''} ${className}`}
      aria-hidden="true"
      viewBox="0 0 560 260"
    >
      <defs>
        <filter id={`${id}ink`} x="-5%" y="-5%" width="110%" height="110%">
          <feTurbulence type="fractalNoise" baseFrequency=".035" numOctaves="3" seed="5" result="edge" />
          <feDisplacementMap in="SourceGraphic" in2="edge" scale="2.6" result="rough" />
          <feTurbulence type="fractalNoise" baseFrequency=".42" numOctaves="2" seed="11" result="grain" />
          <feColorMatrix
            in="grain"
            type="matrix"
            values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 -11 7.9"
            result="worn"
          />
          <feComposite in="rough" in2="worn" operator="in" />
        </filter>
        <path id={`${id}top`} d={`M${CENTRE - 82} ${CENTRE}A82 82 0 0 1 ${CENTRE + 82} ${CENTRE}`} />
        <path id={`${id}foot`} d={`M${CENTRE - 108} ${CENTRE}A108 108 0 0 0 ${CENTRE + 108} ${CENTRE}`} />
      </defs>
      <circle className="pm-ground" cx={CENTRE} cy={CENTRE} r="118" />
      <g filter={`url(#${id}ink)`}>
        <circle className="pm-line" strokeWidth="8" cx={CENTRE} cy={CENTRE} r="121" />
        <path
          className="pm-line"
          strokeWidth="5.5"
          d={`M${CENTRE - 96} ${CENTRE - 33}H${CENTRE + 96}M${CENTRE - 96} ${CENTRE + 29}H${CENTRE + 96}`}
        />
        <path className="pm-line" strokeWidth="8" strokeLinecap="round" d={waves.join('')} />
        <text className="pm-arc" fontSize="38" letterSpacing="8">
          <textPath href={`#${id}top`} startOffset="50%" textAnchor="middle">
            {region}
          </textPath>
        </text>
        <text className="pm-arc" fontSize="28" letterSpacing="1.5">
          <textPath href={`#${id}foot`} startOffset="50%" textAnchor="middle">
            {place}
          </textPath>
        </text>
        <text
          className="pm-figures"
          x={CENTRE}
          y={CENTRE + 15}
          textAnchor="middle"
          fontSize="42"
          textLength="208"
          lengthAdjust="spacingAndGlyphs"
        >
          {day.replaceAll('-', '.')}
        </text>
        <text className="pm-figures" x={CENTRE} y={CENTRE + 60} textAnchor="middle" fontSize="28">
          {time.slice(0, 2)}
        </text>
      </g>
    </svg>
  );
}

/** The empty ring that waits for a postmark: not finished. Stands beside words that say so. */
export function EmptyPostmark() {
  return (
    <svg className="pm empty" aria-hidden="true" viewBox="0 0 260 260">
      <circle strokeDasharray="14 11" strokeWidth="5" cx={CENTRE} cy={CENTRE} r="116" />
      <circle strokeDasharray="4 9" strokeWidth="4" cx={CENTRE} cy={CENTRE} r="76" />
    </svg>
  );
}
