import { randomInt } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { IntentKind } from '../../contract/intent.ts';
import type { ScreenKind } from '../../contract/screen.ts';

/** A quick hand's time from one touch to the next. */
const HAND_MS = 150;

/** Sees the page and touches what a person would touch. */
export class Citizen {
  readonly page: Page;
  #touchedAt = -Infinity;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the page shows this screen. */
  async sees(kind: ScreenKind, timeout = 15_000): Promise<void> {
    await this.page.locator(`[data-screen="${kind}"]`).waitFor({ state: 'attached', timeout });
  }

  /** The screen that stands there now. */
  async screen(): Promise<string | null> {
    return this.page.locator('[data-screen]').first().getAttribute('data-screen');
  }

  /** Touches the button of this intent; `value` names one of several, by any of its data attributes. */
  async touches(intent: IntentKind, value?: string): Promise<void> {
    const buttons = this.page.locator(`[data-intent="${intent}"]`);
    const wanted =
      value === undefined
        ? buttons.first()
        : this.page
            .locator(
              ['service', 'bill-id', 'language', 'to', 'yes', 'value']
                .map((name) => `[data-intent="${intent}"][data-${name}="${value}"]`)
                .join(','),
            )
            .first();
    // The page takes two equal touches within 80 ms for one that bounced; no hand is that fast.
    const rest = this.#touchedAt + HAND_MS - performance.now();
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    await wanted.click();
    this.#touchedAt = performance.now();
  }

  async choosesLanguage(language: 'zh-CN' | 'en'): Promise<void> {
    if ((await this.page.locator('html').getAttribute('lang')) !== language)
      await this.touches('set-language');
  }
}

/** A fresh WeChat code as a phone would show it; no two alike. */
export function freshWechatCode(): string {
  return `13${String(randomInt(10 ** 12)).padStart(12, '0')}${String(randomInt(10 ** 4)).padStart(4, '0')}`;
}
