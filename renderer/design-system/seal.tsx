function perforatedSquare(side: number, teeth: number, radius: number): string {
  const flat = side / teeth / 2 - radius;
  let path = 'M0 0';
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ] as const) {
    const straight = `l${dx * flat} ${dy * flat}`;
    const bite = `a${radius} ${radius} 0 0 0 ${dx * radius * 2} ${dy * radius * 2}`;
    for (let i = 0; i < teeth; i++) path += `${straight}${bite}${straight}`;
  }
  return `${path}Z`;
}
const outline = perforatedSquare(84, 6, 3.6);

/** The house's mark: a cinnabar perforated square with 驿. */
export function Seal() {
  return (
    <svg className="art seal" aria-hidden="true" viewBox="0 0 84 84">
      <path className="r" d={outline} />
      <rect className="seal-frame" x="9" y="9" width="66" height="66" />
      <text className="w" x="42" y="62" textAnchor="middle" fontSize="55">
        驿
      </text>
    </svg>
  );
}
