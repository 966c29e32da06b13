import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { PrintedPaper } from '../../receipt-printer/simulator-control.ts';
import { useTools } from './tools.ts';

/** The drawing as part of the page, so that it is set in the page's faces. It comes from our own interpreter, not from outside. */
function Drawing({ svg }: { svg: string }): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    place.current?.replaceChildren(document.importNode(drawing, true));
  }, [svg]);
  return <div className="drawing" ref={place} />;
}

/** The paper as it came out of the printer, drawn from the bytes; the newest on top. */
export function PaperTray(): ReactElement {
  const { printer, act } = useTools();
  const [papers, setPapers] = useState<readonly PrintedPaper[]>([]);
  const [shown, setShown] = useState<number | null>(null);
  const count = printer?.papers ?? 0;
  useEffect(() => {
    if (!printer) return;
    void act('receiptPrinter', 'papers').then((answer) => {
      if (answer !== null) setPapers(answer as PrintedPaper[]);
      setShown(null);
    });
    // Only a new paper is a reason to look.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [count, printer === null]);

  const paper = papers.find((one) => one.number === shown) ?? papers.at(-1);
  return (
    <section className="tray">
      <h2>
        凭条 <small>Paper</small>
      </h2>
      {papers.length > 1 ? (
        <nav>
          {papers.slice(-6).map((one) => (
            <button key={one.number} aria-pressed={one === paper} onClick={() => setShown(one.number)}>
              {one.number}
            </button>
          ))}
        </nav>
      ) : null}
      {paper ? (
        <div className="slot" data-paper={paper.number}>
          <Drawing svg={paper.svg} />
          <p>
            {paper.bytes} 字节 bytes · {paper.lines.length} 行 lines
          </p>
        </div>
      ) : (
        <p className="none">
          还没有纸出来<span lang="en">Nothing has been printed yet</span>
        </p>
      )}
      {printer && printer.hangingLines > 0 ? (
        <button data-act="tear-off" onClick={() => void act('receiptPrinter', 'tear-off')}>
          撕下挂着的半张 Tear off what hangs
        </button>
      ) : null}
    </section>
  );
}
