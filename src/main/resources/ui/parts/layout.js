import { html, useEffect, useMemo, useRef } from '../core/html.js';
import { t } from '../core/i18n.js';
import { useStore } from '../core/store.js';
import { features } from '../core/api.js';
import { fleet, connection, retryNow } from '../core/fleet.js';
import { link, route } from '../core/router.js';
import { zone } from '../core/format.js';
import { Toasts } from './toasts.js';

function pages(demo) {
  return [[], ['new'], ['minutes'], ['figures'], ...(demo ? [['demo']] : []), ['settings']];
}

const KEYS = { '': 'fleet', new: 'new', minutes: 'minutes', figures: 'figures', demo: 'demo', settings: 'settings', agents: 'fleet' };

function Connection() {
  const state = useStore(connection);
  return html`<div class=${'connection is-' + state} role="status">
    <span class="dot" aria-hidden="true"></span><span>${t('connection.' + state)}</span>
    ${state === 'waiting' && html`<button class="button is-quiet" onClick=${retryNow}>${t('retry')}</button>`}
  </div>`;
}

/** Returns a title of the page that says what is going on. */
function useTitle(key) {
  const { agents, revision } = useStore(fleet);
  const { parts } = useStore(route);
  const counts = useMemo(() => {
    let running = 0;
    let error = 0;
    for (const agent of agents.values()) {
      if (agent.status === 'running') running++;
      if (agent.status === 'error') error++;
    }
    return { running, error };
  }, [revision]);
  const agent = parts[0] === 'agents' ? agents.get(parts[1]) : undefined;
  const page = agent ? agent.name : t('nav.' + key);
  const state = t('title.running', { n: counts.running }) + (counts.error ? ', ' + t('title.error', { n: counts.error }) : '');
  useEffect(() => {
    document.title = `${page} · ${state} · Joinly`;
  }, [page, state]);
}

/** Frame of all pages: navigation, state of the connection, messages. */
export function Layout({ children }) {
  const demo = useStore(features, (all) => all.demo);
  const { parts } = useStore(route);
  const first = parts[0] ?? '';
  const main = useRef(null);
  const nav = useRef(null);
  const shown = useRef(parts.slice(0, 2).join('/'));
  useTitle(KEYS[first] ?? 'fleet');

  useEffect(() => {
    // Screen readers and the keyboard continue at the new page, not in the navigation.
    if (shown.current !== parts.slice(0, 2).join('/')) main.current.focus({ preventScroll: true });
    shown.current = parts.slice(0, 2).join('/');
    nav.current.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [parts.slice(0, 2).join('/')]);

  return html`<a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); main.current.focus(); }}>${t('skip')}</a>
    <header class="top">
      <a class="brand" href=${link([])}><svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"/><path d="M8 13v6M13.3 9v14M18.6 12v8M24 14v4"/></svg><span>Joinly</span></a>
      <nav ref=${nav} aria-label=${t('nav')}>${pages(demo).map((page) => html`<a href=${link(page)} aria-current=${(page[0] ?? '') === (first === 'agents' ? '' : first) ? 'page' : undefined}>${t('nav.' + KEYS[page[0] ?? ''])}</a>`)}</nav>
      <${Connection} />
    </header>
    <main id="main" ref=${main} tabindex="-1">${children}</main>
    <footer class="bottom no-print">${t('zone', { zone })}</footer>
    <${Toasts} />`;
}
