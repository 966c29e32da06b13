/** What stands on the paper, as a simulated head put it there. Positions and sizes in dots, 8 a millimetre. */
export interface TextRun {
  readonly text: string;
  readonly x: number;
  readonly width: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly bold: boolean;
  readonly underline: 0 | 1 | 2;
  readonly inverse: boolean;
  readonly font: 'A' | 'B';
}

export type PaperLine =
  /** `height` is what the paper moves: the tallest run, or the line spacing if that is more. */
  | { readonly kind: 'text'; readonly runs: readonly TextRun[]; readonly height: number }
  | { readonly kind: 'feed'; readonly height: number }
  /** 1 bit a dot, rows padded to whole bytes, most significant bit left, 1 is black. */
  | {
      readonly kind: 'picture';
      readonly x: number;
      readonly width: number;
      readonly height: number;
      readonly data: Uint8Array;
      /** Printed size of one dot of the picture. */
      readonly scaleX: number;
      readonly scaleY: number;
    }
  | {
      readonly kind: 'qr';
      readonly payload: string;
      /** Dots a module. */
      readonly module: number;
      readonly level: 'L' | 'M' | 'Q' | 'H';
      readonly x: number;
      readonly height: number;
    }
  | {
      readonly kind: 'barcode';
      readonly symbology: number;
      readonly payload: string;
      readonly x: number;
      readonly height: number;
    };

/** A piece of paper from one cut to the next. */
export interface Paper {
  readonly lines: readonly PaperLine[];
  /** Printable width. */
  readonly dots: number;
  readonly cut: 'full' | 'partial' | 'none';
  /** Bytes the head took for this piece, commands included. */
  readonly bytes: number;
}

/** Cell of one character at scale 1: height of font A and B, and width of half a Chinese character. */
export const CELL = { A: { width: 12, height: 24 }, B: { width: 9, height: 17 } } as const;

/** True for characters two cells wide: everything outside ASCII. */
export function isWide(char: string): boolean {
  return char.codePointAt(0)! > 0x7f;
}

/** The paper as plain lines of text, columns kept by spaces; what is no text stands in brackets. */
export function plainPaper(paper: Pick<Paper, 'lines'>): string[] {
  return paper.lines.flatMap((line) => {
    switch (line.kind) {
      case 'text':
        return [plainRuns(line.runs)];
      case 'feed':
        return [];
      case 'picture':
        return [`[picture ${line.width}x${line.height}]`];
      case 'qr':
        return [`[QR ${line.payload}]`];
      case 'barcode':
        return [`[barcode ${line.payload}]`];
    }
  });
}

function plainRuns(runs: readonly TextRun[]): string {
  let text = '';
  let end = 0;
  for (const run of runs) {
    text += ' '.repeat(Math.max(0, Math.round((run.x - end) / CELL.A.width))) + run.text;
    end = run.x + run.width;
  }
  return text.trimEnd();
}

/** As `plainPaper`, with size and style of each run before it: `<2x2 inverse>`; for golden tests. */
export function styledPaper(paper: Pick<Paper, 'lines'>): string[] {
  return paper.lines.flatMap((line) => {
    if (line.kind !== 'text')
      return line.kind === 'feed' ? [`[feed ${line.height}]`] : plainPaper({ lines: [line] });
    let end = 0;
    return [
      line.runs
        .map((run) => {
          const gap = ' '.repeat(Math.max(0, Math.round((run.x - end) / CELL.A.width)));
          end = run.x + run.width;
          const style = [
            run.scaleX * run.scaleY > 1 ? `${run.scaleX}x${run.scaleY}` : '',
            run.bold ? 'bold' : '',
            run.underline ? 'underline' : '',
            run.inverse ? 'inverse' : '',
          ].filter(Boolean);
          return gap + (style.length ? `<${style.join(' ')}>` : '') + run.text;
        })
        .join('')
        .trimEnd(),
    ];
  });
}
