import { expect, expectScreen, test } from '../support/electron-app.ts';

test('shows the station and takes touches', async ({ terminal }) => {
  await terminal.page.evaluate(() => window.yizhan?.intent({ kind: 'start' }));
  await expectScreen(terminal.page, 'home');
  expect((await terminal.intents()).map(({ kind }) => kind)).toEqual(['start']);
  await terminal.page.screenshot({ path: '/tmp/rtr/a.png' });
});
