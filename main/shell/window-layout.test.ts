import { describe, expect, test } from 'vitest';
import { layOutWindows } from './window-layout.ts';

const portrait = { widthPx: 1080, heightPx: 1920 };
const landscape = { widthPx: 1920, heightPx: 1080 };
const display = (width: number, height: number, taskbar = 0) => ({
  bounds: { x: 0, y: 0, width, height },
  workArea: { x: 0, y: 0, width, height: height - taskbar },
});

describe('layOutWindows', () => {
  test.each([portrait, landscape])('a panel of that size is filled: %j', (panel) => {
    const bounds = { x: 0, y: 0, width: panel.widthPx, height: panel.heightPx };
    for (const profile of ['production', 'demo', 'test'] as const)
      expect(layOutWindows(profile, panel, display(panel.widthPx, panel.heightPx))).toMatchObject({
        kiosk: true,
        bounds,
        zoomFactor: 1,
      });
  });

  test('production fills whatever screen there is, at full size', () => {
    expect(layOutWindows('production', portrait, display(1366, 768, 40))).toMatchObject({
      kiosk: true,
      bounds: { width: 1366, height: 768 },
      zoomFactor: 1,
    });
  });

  test('on a large screen the panel has its size, and the bench stands beside it', () => {
    const { kiosk, bounds, zoomFactor, bench } = layOutWindows('demo', portrait, display(2560, 1950));
    expect({ kiosk, bounds, zoomFactor }).toEqual({
      kiosk: false,
      bounds: { x: 0, y: 0, width: 1080, height: 1920 },
      zoomFactor: 1,
    });
    expect(bench.x).toBeGreaterThanOrEqual(bounds.x + bounds.width);
    expect(bench.x + bench.width).toBeLessThanOrEqual(2560);
  });

  test('on a laptop the panel is drawn smaller, whole, in its proportions', () => {
    const { kiosk, bounds, zoomFactor, bench } = layOutWindows('demo', portrait, display(1920, 1080, 40));
    expect(kiosk).toBe(false);
    expect(zoomFactor).toBeCloseTo(0.54, 2);
    expect(bounds.height).toBeLessThanOrEqual(1040);
    expect(bounds.width / bounds.height).toBeCloseTo(1080 / 1920, 2);
    expect(bench.x + bench.width).toBeLessThanOrEqual(1920);
  });

  test('the bench never leaves the screen', () => {
    for (const [width, height] of [[1024, 768], [1366, 768], [1920, 1080], [3840, 2160]] as const) {
      const { bench } = layOutWindows('demo', portrait, display(width, height, 30));
      expect(bench.x).toBeGreaterThanOrEqual(0);
      expect(bench.x + bench.width).toBeLessThanOrEqual(width);
      expect(bench.y + bench.height).toBeLessThanOrEqual(height);
    }
  }); // prettier-ignore
});
