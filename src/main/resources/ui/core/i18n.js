import { prefs } from './prefs.js';
import { useStore } from './store.js';
import en from '../text/en.js';
import de from '../text/de.js';

const TEXTS = { en, de };

/** The languages of the page, by their own names. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' };

export function language() {
  const chosen = prefs.get().language;
  if (TEXTS[chosen]) return chosen;
  const wanted = (navigator.languages ?? [navigator.language]).map((tag) => tag.slice(0, 2));
  return wanted.find((tag) => TEXTS[tag]) ?? 'en';
}

/** Locale for numbers and times: the browser's own if it belongs to the language of the page. */
export function locale() {
  const lang = language();
  return (navigator.languages ?? []).find((tag) => tag.startsWith(lang)) ?? lang;
}

/**
 * Returns a text of the page. `{name}` is replaced by the value of that name; with a numeric `n`, a
 * text for the plural form of `n` is used if there is one.
 */
export function t(key, values = {}) {
  const texts = TEXTS[language()];
  const form = 'n' in values ? new Intl.PluralRules(language()).select(values.n) : '';
  const text = texts[key + '_' + form] ?? texts[key] ?? en[key + '_' + form] ?? en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    name === 'n' ? new Intl.NumberFormat(locale()).format(values.n) : values[name] ?? whole);
}

/** Whether the page has a text; for names that the server may extend. */
export function has(key) {
  return key in en;
}

export function useLanguage() {
  useStore(prefs, (all) => all.language);
  document.documentElement.lang = language();
}
