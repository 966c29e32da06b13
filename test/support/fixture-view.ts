import type { View } from '../../contract/view.ts';

/** A view of the attract screen, in Chinese, at noon. */
export const FIXTURE_VIEW: View = {
  seq: 0,
  screen: { kind: 'attract' },
  language: 'zh-CN',
  accessibility: { theme: 'default', textSize: 'standard', voice: false },
  countdown: null,
  lamps: { idCardReader: 'ready', receiptPrinter: 'ready', barcodeScanner: 'ready' },
  site: { name: '测试服务点', nameEn: 'Test Point', region: '云南官渡', postcode: '650200' },
  time: '2026-11-22T12:00',
  demo: true,
  attendantCalled: false,
  canGoBack: false,
};
