import { html, cls } from '../core/html.js';
import { t } from '../core/i18n.js';
import { useStore } from '../core/store.js';
import { toasts, dismiss } from '../core/toasts.js';

function Toast({ toast }) {
  const hold = (paused) => () => {
    if (toast.control) toast.control.paused = paused;
  };
  return html`<li class=${cls('toast', 'is-' + toast.kind)} role=${toast.kind === 'error' ? 'alert' : undefined}
      onMouseEnter=${hold(true)} onMouseLeave=${hold(false)} onFocusIn=${hold(true)} onFocusOut=${hold(false)}>
    <span>${toast.text}</span>
    ${toast.action && html`<button class="button" onClick=${toast.action.run}>${toast.action.text}</button>`}
    ${!toast.sticky && html`<button class="button is-quiet" aria-label=${t('close')} onClick=${() => dismiss(toast.id)}>×</button>`}
    ${toast.seconds && html`<span class="countdown" aria-hidden="true"></span>`}
  </li>`;
}

/** Messages at the edge of the page, announced to screen readers. */
export function Toasts() {
  const all = useStore(toasts);
  return html`<ul class="toasts" aria-live="polite" aria-label=${t('messages')}>
    ${all.map((toast) => html`<${Toast} key=${toast.id} toast=${toast} />`)}
  </ul>`;
}
