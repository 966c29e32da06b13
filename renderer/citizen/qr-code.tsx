import qrcode from 'qrcode-generator';
import { useMemo } from 'react';

const QUIET = 4;

/** A QR code, error correction M, with its quiet zone of four modules; black on white in every theme, so that it can be read. */
export default function QrCode({ text, label }: { text: string; label: string }) {
  const { path, side } = useMemo(() => {
    const code = qrcode(0, 'M');
    code.addData(text, 'Alphanumeric');
    code.make();
    const count = code.getModuleCount();
    let dark = '';
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < count; column++) {
        if (code.isDark(row, column)) dark += `M${column + QUIET} ${row + QUIET}h1v1h-1z`;
      }
    }
    return { path: dark, side: count + 2 * QUIET };
  }, [text]);
  return (
    <svg
      className="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
    >
      <rect className="qr-ground" width={side} height={side} />
      <path className="qr-dark" d={path} />
    </svg>
  );
}
