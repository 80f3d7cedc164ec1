import { useState, useEffect } from './html.js';

/** Creates an observable value. Listeners run synchronously after each change. */
export function createStore(value) {
  const listeners = new Set();
  return {
    get: () => value,
    set(next) {
      const changed = typeof next === 'function' ? next(value) : next;
      if (changed === value) return;
      value = changed;
      for (const listener of [...listeners]) listener(value);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const whole = (value) => value;

/** Returns the selected part of a store and renders the component again when it changes. */
export function useStore(store, select = whole) {
  const [part, setPart] = useState(() => select(store.get()));
  useEffect(() => {
    const update = () => {
      const next = select(store.get());
      setPart(() => next);
    };
    update();
    return store.subscribe(update);
  }, [store]);
  return part;
}
