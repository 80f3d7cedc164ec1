import { createStore } from './store.js';

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function read() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return {
    parts: path.split('/').filter(Boolean).map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The page that the address names: `#/agents/agent_1?line=7` has two parts and a query. */
export const route = createStore(read());

window.addEventListener('hashchange', () => route.set(read()));

/** Returns the link to a page. */
export function link(parts, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== '' && value !== undefined && value !== null);
  const search = kept.length ? '?' + new URLSearchParams(kept) : '';
  return '#/' + parts.map(encodeURIComponent).join('/') + search;
}

export function go(parts, query) {
  location.hash = link(parts, query);
}

/** Changes the query without a new entry in the history. */
export function replaceQuery(changes) {
  const now = route.get();
  history.replaceState(null, '', link(now.parts, { ...now.query, ...changes }));
  route.set(read());
}
