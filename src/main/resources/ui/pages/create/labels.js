import { t, has } from '../../core/i18n.js';

/** Returns the label of a field of POST /agents; fields without a text have their own name. */
export function label(name) {
  return has('field.' + name) ? t('field.' + name) : name;
}

export function help(name) {
  return has('help.' + name) ? t('help.' + name) : '';
}
