import type { Profile } from '../configuration.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowLayout {
  /** Whole screen, above everything. */
  readonly kiosk: boolean;
  readonly bounds: Rectangle;
  /** Fixed for the life of the window. Under 1 only where a panel is shown on a smaller desktop screen. */
  readonly zoomFactor: number;
  readonly bench: Rectangle;
}

const BENCH = { width: 1160, height: 920 };
const MARGIN = 24;

/**
 * In the field the window is the screen. In the demo it is the panel: the screen itself where it has that size, its true
 * size where it fits, else drawn smaller. The bench stands to its right, or lies over it where there is no room.
 */
export function layOutWindows(
  profile: Profile,
  panel: { readonly widthPx: number; readonly heightPx: number },
  display: { readonly bounds: Rectangle; readonly workArea: Rectangle },
): WindowLayout {
  const { bounds, workArea } = display;
  const isThePanel = bounds.width === panel.widthPx && bounds.height === panel.heightPx;
  const fits = panel.widthPx <= bounds.width && panel.heightPx <= bounds.height;
  const zoomFactor =
    fits || profile === 'production'
      ? 1
      : Math.floor(100 * Math.min(workArea.width / panel.widthPx, workArea.height / panel.heightPx)) / 100;
  const kiosk = profile === 'production' || isThePanel;
  const area = fits ? bounds : workArea;
  const window = kiosk
    ? bounds
    : {
        x: area.x,
        y: area.y,
        width: Math.round(panel.widthPx * zoomFactor),
        height: Math.round(panel.heightPx * zoomFactor),
      };
  const roomRight = workArea.x + workArea.width - (window.x + window.width) - 2 * MARGIN;
  const width = Math.min(BENCH.width, workArea.width - 2 * MARGIN);
  const x =
    roomRight >= BENCH.width / 2
      ? window.x + window.width + MARGIN
      : workArea.x + workArea.width - width - MARGIN;
  return {
    kiosk,
    bounds: window,
    zoomFactor,
    bench: {
      x,
      y: workArea.y + MARGIN,
      width: roomRight >= BENCH.width / 2 ? Math.min(width, roomRight) : width,
      height: Math.min(BENCH.height, workArea.height - 2 * MARGIN),
    },
  };
}
