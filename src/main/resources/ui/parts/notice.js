import { html } from '../core/html.js';
import { t } from '../core/i18n.js';

/** Content is being requested. */
export function Loading({ text }) {
  return html`<div class="notice" role="status"><span class="spinner" aria-hidden="true"></span>${text ?? t('loading')}</div>`;
}

/** Content could not be requested; `onRetry` requests it again. */
export function Failed({ error, onRetry }) {
  return html`<div class="notice is-error" role="alert">
    <strong>${t('failed')}</strong>
    <p>${error.message ?? error}</p>
    ${onRetry && html`<button class="button" onClick=${onRetry}>${t('retry')}</button>`}
  </div>`;
}

/** There is no content; `children` say what to do. */
export function Empty({ title, children }) {
  return html`<div class="notice is-empty"><strong>${title}</strong><div>${children}</div></div>`;
}
