import { locale, t } from './i18n.js';

const cache = new Map();

function cached(kind, options, make) {
  const key = kind + locale() + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key);
}

function dates(options) {
  return cached('date', options, () => new Intl.DateTimeFormat(locale(), options));
}

function numbers(options) {
  return cached('number', options, () => new Intl.NumberFormat(locale(), options));
}

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function clock(time) {
  return dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(time));
}

export function moment(time) {
  return dates({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
}

export function day(time) {
  return dates({ dateStyle: 'medium' }).format(new Date(time));
}

export function number(value, digits = 0) {
  return numbers({ maximumFractionDigits: digits }).format(value);
}

export function compact(value) {
  return numbers({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

export function money(amount, currency) {
  try {
    return numbers({ style: 'currency', currency, maximumFractionDigits: 4 }).format(amount);
  } catch {
    return number(amount, 4) + ' ' + currency;
  }
}

export function seconds(value) {
  return value >= 100 ? number(value) + ' s' : number(value, value < 10 ? 1 : 0) + ' s';
}

/** Formats a duration in seconds like `1 h 5 min`, `3 min` or `12 s`. */
export function duration(total) {
  const whole = Math.max(0, Math.round(total));
  if (whole < 60) return t('time.s', { n: whole });
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return t('time.min', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t('time.h', { n: hours, m: minutes % 60 });
  return t('time.d', { n: Math.floor(hours / 24) });
}

/** Formats the time since a moment. */
export function since(time, now = Date.now()) {
  return duration((now - Date.parse(time)) / 1000);
}

/** Returns the address of a meeting without scheme and query. */
export function place(url) {
  const short = (url ?? '').replace(/^https?:\/\/(www\.)?/, '').replace(/[?#].*$/, '').replace(/\/$/, '');
  return short || url || '';
}
