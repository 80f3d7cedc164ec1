import { createStore } from './store.js';

const KEY = 'joinly.prefs';
const DEFAULTS = { theme: 'system', language: '', view: 'table', speech: false };

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const known = Object.keys(DEFAULTS).filter((name) => typeof stored[name] === typeof DEFAULTS[name]);
    return { ...DEFAULTS, ...Object.fromEntries(known.map((name) => [name, stored[name]])) };
  } catch {
    return { ...DEFAULTS };
  }
}

/** Preferences of this browser. They hold nothing of meetings. */
export const prefs = createStore(read());

export function setPref(name, value) {
  prefs.set((all) => ({ ...all, [name]: value }));
}

function apply({ theme, language }) {
  document.documentElement.dataset.theme = theme;
  if (language) document.documentElement.lang = language;
}

apply(prefs.get());
prefs.subscribe((all) => {
  apply(all);
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // Storage is blocked; the preferences last as long as the page.
  }
});
