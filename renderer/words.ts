import i18next from 'i18next';
import { createContext, useContext } from 'react';
import type { Language } from '../contract/language.ts';
import screensEn from '../locales/en/screens.json' with { type: 'json' };
import termsEn from '../locales/en/terms.json' with { type: 'json' };
import screensZh from '../locales/zh-CN/screens.json' with { type: 'json' };
import termsZh from '../locales/zh-CN/terms.json' with { type: 'json' };

/** Values that stand in a sentence as `{{name}}`. */
export type WordValues = Readonly<Record<string, string | number>>;

type Leaves<T> = T extends string
  ? ''
  : { [K in keyof T & string]: Leaves<T[K]> extends '' ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];

/** Every key of `screens.json`, and those of `terms.json` behind `terms:`. A key that is in neither does not compile. */
export type WordKey = Leaves<typeof screensZh> | `terms:${Leaves<typeof termsZh>}`;
export type Words = (key: WordKey, values?: WordValues) => string;

/** The language in which a page leads; the other one stays beneath it. */
export const LanguageContext = createContext<Language>('zh-CN');

const other: Record<Language, Language> = { 'zh-CN': 'en', en: 'zh-CN' };

void i18next.init({
  lng: 'zh-CN',
  fallbackLng: false,
  supportedLngs: ['zh-CN', 'en'],
  defaultNS: 'screens',
  ns: ['screens', 'terms'],
  resources: { 'zh-CN': { screens: screensZh, terms: termsZh }, en: { screens: screensEn, terms: termsEn } },
  // React escapes.
  interpolation: { escapeValue: false },
  initAsync: false,
});

// Both languages stand on every page, so each has a reader of its own and nothing is ever switched.
const readers: Record<Language, Words> = { 'zh-CN': reader('zh-CN'), en: reader('en') };

function reader(language: Language): Words {
  const t = i18next.getFixedT(language);
  return (key, values) => t(key, { ...values });
}

/**
 * The page's words: `t` in the language that leads, `second` in the one beneath it.
 * `lang` and `secondLang` are for the `lang` attribute of each line.
 */
export function useWords(): { t: Words; second: Words; lang: Language; secondLang: Language } {
  const lang = useContext(LanguageContext);
  const secondLang = other[lang];
  return { t: readers[lang], second: readers[secondLang], lang, secondLang };
}
