import { times } from './illustrations/geometry.ts';

/** How many of `count` holes are still filled: a started one counts as filled. */
function filled(count: number, left: number, total: number): number {
  return total <= 0 ? 0 : Math.min(count, Math.ceil((left / total) * count));
}

/** Time as a row of 24 perforation holes: filled = left, hollow = gone. A number always stands beside it. */
export function HoleRow({ left, total }: { left: number; total: number }) {
  const full = filled(24, left, total);
  return (
    <div className="hole-row" aria-hidden="true">
      {times(24, (i) => (
        <i key={i} className={i < full ? '' : 'gone'} />
      ))}
    </div>
  );
}

/** Time as a ring of 30 holes with the seconds in its middle. */
export function HoleRing({ left, total }: { left: number; total: number }) {
  const full = filled(30, left, total);
  return (
    <div className="hole-ring">
      <svg aria-hidden="true" viewBox="0 0 320 320">
        {times(30, (i) => {
          const angle = (i / 30) * 2 * Math.PI - Math.PI / 2;
          return (
            <circle
              key={i}
              className={i < full ? '' : 'gone'}
              cx={160 + 140 * Math.cos(angle)}
              cy={160 + 140 * Math.sin(angle)}
              r="9.5"
            />
          );
        })}
      </svg>
      <b className="num" role="timer">
        {left}
      </b>
    </div>
  );
}
