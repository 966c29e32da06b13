import type { ReactNode } from 'react';

/** A ring of thirty holes, half of them filled: something is going on. What it waits for is drawn within. */
export function WaitingRing({ children }: { children: ReactNode }) {
  return (
    <div className="waiting-ring" aria-hidden="true">
      <svg className="art" viewBox="0 0 360 360">
        <g className="ring-steps">
          {Array.from({ length: 30 }, (_, i) => {
            const angle = (i / 30) * 2 * Math.PI;
            const x = 180 + 164 * Math.sin(angle);
            const y = 180 - 164 * Math.cos(angle);
            return <circle key={i} className={i < 15 ? 'k' : 'ring-hole'} cx={x} cy={y} r="9.5" />;
          })}
        </g>
      </svg>
      <div className="ring-middle">{children}</div>
    </div>
  );
}

function Art({ children, label }: { children: ReactNode; label: string }) {
  return (
    <svg className={`art picture-${label}`} aria-hidden="true" viewBox="0 0 320 320">
      {children}
    </svg>
  );
}

/** A phone asking for the six signs of the payment password. */
export function PasswordPhone() {
  return (
    <Art label="password">
      <rect className="pp" x="84" y="20" width="152" height="280" rx="24" />
      <rect className="t1 w4" x="102" y="58" width="116" height="198" />
      <path className="s" d="M144 278H176" />
      <rect className="fp" x="108" y="86" width="104" height="40" />
      {[0, 1, 2, 3].map((i) => (
        <circle key={i} className="r" cx={120 + i * 16} cy="106" r="6" />
      ))}
      <path className="s w3" d="M178 116H188M194 116H204" />
      {[0, 1, 2, 3].map((row) =>
        [0, 1, 2].map((column) => (
          <rect
            key={`${row}${column}`}
            className="pp w3"
            x={110 + column * 35}
            y={140 + row * 28}
            width="30"
            height="22"
          />
        )),
      )}
    </Art>
  );
}

/** Money on its way back into the purse. */
export function MoneyBack() {
  return (
    <Art label="money-back">
      <path
        className="t1"
        d="M44 158C44 130 62 122 86 122H234C258 122 276 130 276 158V262C276 284 264 292 244 292H76C56 292 44 284 44 262Z"
      />
      <path className="s w3" d="M44 176H276M60 192H260M60 206H260" />
      <path className="pp" d="M196 196H288V246H196C182 246 174 236 174 221C174 206 182 196 196 196Z" />
      <circle className="k" cx="204" cy="221" r="10" />
      <circle className="pp" cx="112" cy="66" r="36" />
      <rect className="s" x="100" y="54" width="24" height="24" />
      <path className="rs w7" d="M178 40C214 40 226 64 222 92M204 78L222 98L238 76" />
    </Art>
  );
}

/** The purse, shut: nothing has been taken. */
export function ShutPurse() {
  return (
    <Art label="shut-purse">
      <path
        className="t1"
        d="M40 118C40 90 58 82 82 82H238C262 82 280 90 280 118V240C280 262 268 270 248 270H72C52 270 40 262 40 240Z"
      />
      <path
        className="pp"
        d="M40 118C40 90 58 82 82 82H238C262 82 280 90 280 118V146C230 176 90 176 40 146Z"
      />
      <path className="s w3" d="M60 196H120M60 212H140M60 228H130M200 196H260M190 212H260M196 228H260" />
      <circle className="r" cx="160" cy="168" r="17" />
      <circle className="fp" cx="160" cy="168" r="6" />
      <path className="s" d="M84 82C84 44 236 44 236 82" />
    </Art>
  );
}

/** A line between two poles, broken. */
export function BrokenLine() {
  return (
    <Art label="broken-line">
      <path className="f1" d="M0 262C60 244 110 256 160 268S270 284 320 262V320H0Z" />
      <path
        className="s w3"
        d="M0 262C60 244 110 256 160 268S270 284 320 262M0 286C70 270 120 282 170 292S270 302 320 288"
      />
      <path className="s w9" d="M58 276V58M262 284V66" />
      <path className="s w6" d="M28 84H88M34 108H82M232 92H292M238 116H286" />
      <circle className="k" cx="34" cy="78" r="6" />
      <circle className="k" cx="82" cy="78" r="6" />
      <circle className="k" cx="238" cy="86" r="6" />
      <circle className="k" cx="286" cy="86" r="6" />
      <path
        className="s w4"
        d="M82 78C104 110 122 124 134 126M238 86C220 116 204 130 190 134M0 92C12 88 24 82 34 78M286 86C298 92 310 96 320 98"
      />
      <path className="rs w7" d="M150 100l-8 20M164 96v24M178 102l8 18" />
    </Art>
  );
}

/** Tea with a lid: there is nothing to do. */
export function TeaBowl() {
  return (
    <Art label="tea">
      <path className="t2" d="M40 252C40 240 280 240 280 252C268 284 220 290 160 290S52 284 40 252Z" />
      <path className="pp" d="M66 150H254C252 212 218 256 160 256S68 212 66 150Z" />
      <path className="s w3" d="M84 178C120 192 200 192 236 178M92 198C124 210 196 210 228 198" />
      <path className="t1" d="M58 146C70 112 110 98 160 98S250 112 262 146C230 158 90 158 58 146Z" />
      <path className="s w3" d="M96 128C120 116 200 116 224 128" />
      <circle className="r" cx="160" cy="88" r="14" />
      <path
        className="s"
        d="M112 66C100 50 124 40 112 22M160 56C148 42 172 32 160 14M208 66C196 50 220 40 208 22"
      />
    </Art>
  );
}

/** An ID card; a ring stands around what was looked at. */
export function RingedCard() {
  return (
    <Art label="card">
      <g transform="rotate(-4 160 160)">
        <rect className="pp" x="14" y="64" width="292" height="190" rx="14" />
        <path
          className="s tile-line"
          d="M24 96q35 -12 70 0t70 0t70 0t66 0M24 130q35 -12 70 0t70 0t70 0t66 0M24 164q35 -12 70 0t70 0t70 0t66 0"
        />
        <rect className="f2" x="208" y="88" width="80" height="100" rx="4" />
        <circle className="k" cx="248" cy="122" r="18" />
        <path className="k" d="M216 188c0 -46 64 -46 64 0z" />
        <path className="s w9" d="M36 100h56M36 134h104M36 168h124" />
        <path className="s w9" d="M60 222h176" />
        <ellipse className="rs w7" cx="148" cy="222" rx="124" ry="26" />
      </g>
    </Art>
  );
}

/** The station with its door open and the way out. */
export function OpenDoor() {
  return (
    <Art label="door">
      <path className="t2" d="M40 40H280V276H40Z" />
      <path
        className="s w3"
        d="M40 64H280M40 88H96M224 88H280M40 112H96M224 112H280M40 136H96M224 136H280M40 160H96M224 160H280M40 184H96M224 184H280M40 208H96M224 208H280M40 232H96M224 232H280"
      />
      <path className="pp" d="M104 80H216V276H104Z" />
      <path className="f1" d="M108 214C130 196 150 206 166 196S200 190 212 200V276H108Z" />
      <path
        className="s w3"
        d="M108 214C130 196 150 206 166 196S200 190 212 200M108 240C134 226 180 236 212 222"
      />
      <circle className="r" cx="180" cy="128" r="15" />
      <path className="t1" d="M104 80L60 104V300L104 276Z" />
      <circle className="k" cx="92" cy="190" r="6" />
      <path className="s w7" d="M20 276H300" />
    </Art>
  );
}

/** The shutter of the station, down. */
export function ClosedShutter() {
  return (
    <Art label="shutter">
      <path className="k" d="M8 96C44 86 70 58 90 26H230C250 58 276 86 312 96L304 106H16Z" />
      <path className="s w7" d="M84 22H236" />
      <path className="pp" d="M36 104H284V290H36Z" />
      <path className="t1" d="M70 124H250V290H70Z" />
      <path className="s w4" d="M70 148H250M70 172H250M70 196H250M70 220H250M70 244H250M70 268H250" />
      <path className="pp" d="M110 176H210V232H110Z" />
      <path className="s w3" d="M130 176L160 148L190 176" />
      <path className="rs w7" d="M130 204H190" />
      <path className="s w7" d="M10 290H310" />
    </Art>
  );
}
