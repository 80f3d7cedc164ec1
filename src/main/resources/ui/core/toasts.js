import { createStore } from './store.js';

const MAX = 4;
const SHOWN_MS = 6_000;

/** Short messages at the edge of the page: `{id, text, kind, action}`. */
export const toasts = createStore([]);

let last = 0;

export function dismiss(id) {
  toasts.set((all) => all.filter((toast) => toast.id !== id));
}

export function show(text, kind = 'info', extra = {}) {
  const id = ++last;
  toasts.set((all) => {
    const next = [...all, { id, text, kind, ...extra }];
    const oldest = next.findIndex((toast) => !toast.sticky);
    return next.length > MAX && oldest >= 0 ? next.toSpliced(oldest, 1) : next;
  });
  if (!extra.sticky) setTimeout(() => dismiss(id), SHOWN_MS);
  return id;
}

export function showError(error) {
  show(error.message, 'error');
}
