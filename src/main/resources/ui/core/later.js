import { createStore } from './store.js';
import { show, dismiss } from './toasts.js';

export const UNDO_SECONDS = 5;

/** Ids of agents with a command that can still be undone, and its kind. */
export const pending = createStore(new Map());

function mark(ids, kind) {
  pending.set((all) => {
    const next = new Map(all);
    for (const id of ids) kind ? next.set(id, kind) : next.delete(id);
    return next;
  });
}

/**
 * Runs a command for agents after five seconds, unless it is undone. The time does not pass while
 * `paused` is set, for people who need longer to reach the button.
 */
export function runLater({ ids, kind, text, undo, command }) {
  mark(ids, kind);
  const control = { paused: false };
  let left = UNDO_SECONDS * 10;
  const timer = setInterval(() => {
    if (!control.paused && --left <= 0) {
      end();
      command();
    }
  }, 100);
  const end = () => {
    clearInterval(timer);
    dismiss(toast);
    mark(ids, null);
  };
  const toast = show(text, 'undo', {
    sticky: true,
    seconds: UNDO_SECONDS,
    control,
    action: { text: undo, run: end },
  });
}
