import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../contract/clock.ts';
import type { View } from '../contract/view.ts';
import { runShell, type OpenStation } from './shell/shell.ts';

const SITE: View['site'] = {
  name: '测试服务点',
  nameEn: 'Test Point',
  region: '云南官渡',
  postcode: '650200',
};
const panel = {
  widthPx: Number(process.env['YIZHAN_PANEL_WIDTH'] ?? 1080),
  heightPx: Number(process.env['YIZHAN_PANEL_HEIGHT'] ?? 1920),
  diagonalInch: 21.5,
};

runShell({
  profile: 'test',
  site: SITE,
  panel,
  language: 'zh-CN',
  clock: systemClock,
  environment: process.env,
  openStation: async (_spawner, starting): Promise<OpenStation> => {
    const file = path.join(import.meta.dirname, '../test/fixture-station.cjs');
    const { openFixtureStation } = (await import(pathToFileURL(file).href)) as {
      openFixtureStation(first: View): Promise<OpenStation>;
    };
    return openFixtureStation(starting);
  },
});
