import { html, cls, useCallback, useMemo, useState, useEffect } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { useStore } from '../../core/store.js';
import { fleet, reload } from '../../core/fleet.js';
import { pending } from '../../core/later.js';
import { link, replaceQuery } from '../../core/router.js';
import { prefs, setPref } from '../../core/prefs.js';
import * as commands from '../../core/commands.js';
import { place } from '../../core/format.js';
import { kind } from '../../parts/badge.js';
import { Icon } from '../../parts/icons.js';
import { Loading, Failed, Empty } from '../../parts/notice.js';
import { VirtualList } from '../../parts/virtual.js';
import { Row, Card } from './items.js';
import { Meetings } from './meetings.js';

const KINDS = ['all', 'active', 'error', 'idle'];
const SORTS = ['newest', 'name', 'status', 'spoken', 'meeting'];
const NARROW = 720;

const ORDER = { error: 0, starting: 1, running: 2, stopping: 3, created: 4, stopped: 5 };
const COMPARE = {
  newest: (a, b) => b.created.localeCompare(a.created),
  name: (a, b) => a.name.localeCompare(b.name),
  status: (a, b) => (ORDER[a.status] ?? 9) - (ORDER[b.status] ?? 9) || b.since.localeCompare(a.since),
  spoken: (a, b) => b.spokenAt.localeCompare(a.spokenAt),
  meeting: (a, b) => a.meeting.localeCompare(b.meeting) || a.name.localeCompare(b.name),
};

function matches(agent, words) {
  const text = `${agent.name} ${agent.id} ${agent.meeting} ${agent.error} ${agent.trouble} ${agent.model}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Returns the agents that the query selects, in its order. */
export function selected(agents, { show = 'all', q = '', sort = 'newest' }) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return [...agents.values()]
    .filter((agent) => (show === 'all' || !KINDS.includes(show) || kind(agent) === show) && matches(agent, words))
    .sort(COMPARE[sort] ?? COMPARE.newest);
}

function Toolbar({ query, counts, view }) {
  return html`<div class="toolbar" role="search">
    <label class="search"><span class="sr">${t('fleet.search')}</span><${Icon} name="search" />
      <input type="search" placeholder=${t('fleet.search')} value=${query.q ?? ''} onInput=${(e) => replaceQuery({ q: e.target.value })} />
    </label>
    <div class="segments" role="group" aria-label=${t('fleet.filter')}>
      ${KINDS.map((name) => html`<button aria-pressed=${String((query.show ?? 'all') === name)}
        onClick=${() => replaceQuery({ show: name === 'all' ? '' : name })}>${t('fleet.show.' + name)} <b>${counts[name]}</b></button>`)}
    </div>
    <label class="inline">${t('fleet.sort')}
      <select value=${query.sort ?? 'newest'} onChange=${(e) => replaceQuery({ sort: e.target.value === 'newest' ? '' : e.target.value })}>
        ${SORTS.map((name) => html`<option value=${name}>${t('fleet.sort.' + name)}</option>`)}
      </select>
    </label>
    <div class="segments" role="group" aria-label=${t('fleet.view')}>
      ${['table', 'cards', 'meetings'].map((name) => html`<button aria-pressed=${String(view === name)}
        onClick=${() => setPref('view', name)}>${t('fleet.view.' + name)}</button>`)}
    </div>
  </div>`;
}

function Bulk({ chosen, agents, clear }) {
  const ids = [...chosen].filter((id) => agents.has(id));
  const of = (test) => ids.filter((id) => test(agents.get(id)));
  const startable = of((a) => kind(a) !== 'active');
  const stoppable = of((a) => kind(a) === 'active');
  const name = ids.length === 1 ? agents.get(ids[0]).name : '';
  const run = (command) => () => {
    command();
    clear();
  };
  return html`<div class="bulk" role="region" aria-label=${t('bulk.label')}>
    <span aria-live="polite">${t('bulk.chosen', { n: ids.length })}</span>
    <button class="button" disabled=${!startable.length} onClick=${run(() => commands.start(startable))}><${Icon} name="play" />${t('start')}</button>
    <button class="button" disabled=${!stoppable.length} onClick=${run(() => commands.stop(stoppable, name))}><${Icon} name="stop" />${t('stop')}</button>
    <button class="button is-danger" onClick=${run(() => commands.deleteAgents(ids, name))}><${Icon} name="trash" />${t('delete')}</button>
    <button class="button is-quiet" onClick=${clear}>${t('bulk.clear')}</button>
  </div>`;
}

function Nothing({ any }) {
  return any
    ? html`<${Empty} title=${t('fleet.nomatch')}><button class="button" onClick=${() => replaceQuery({ q: '', show: '' })}>${t('fleet.showall')}</button><//>`
    : html`<${Empty} title=${t('fleet.empty')}><p>${t('fleet.empty.hint')}</p><a class="button is-primary" href=${link(['new'])}>${t('nav.new')}</a><//>`;
}

/** All agents, as a table, as cards or by meeting. */
export function FleetPage({ query }) {
  const { agents, loaded, error, revision } = useStore(fleet);
  const waiting = useStore(pending);
  const view = useStore(prefs, (all) => all.view);
  const [chosen, setChosen] = useState(new Set());
  const [now, setNow] = useState(Date.now());

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);

  const list = useMemo(() => selected(agents, query), [revision, query.show, query.q, query.sort]);
  const counts = useMemo(() => {
    const found = { all: agents.size, active: 0, error: 0, idle: 0 };
    for (const agent of agents.values()) found[kind(agent)]++;
    return found;
  }, [revision]);

  const choose = useCallback((id, on) => setChosen((old) => {
    const next = new Set(old);
    if (on) next.add(id);
    else next.delete(id);
    return next;
  }), []);

  if (!loaded) return error ? html`<${Failed} error=${error} onRetry=${reload} />` : html`<${Loading} />`;

  const allChosen = list.length > 0 && list.every((agent) => chosen.has(agent.id));
  const some = [...chosen].some((id) => agents.has(id));
  const item = (View) => (agent) => html`<${View} key=${agent.id} agent=${agent} now=${now}
    chosen=${chosen.has(agent.id)} pending=${waiting.get(agent.id)} choose=${choose} />`;

  return html`<section class="page page-fleet">
    <header class="page-head"><h1>${t('nav.fleet')}</h1>
      <a class="button is-primary" href=${link(['new'])}><${Icon} name="plus" />${t('nav.new')}</a>
    </header>
    <${Toolbar} query=${query} counts=${counts} view=${view} />
    ${some && html`<${Bulk} chosen=${chosen} agents=${agents} clear=${() => setChosen(new Set())} />`}
    ${list.length === 0 && html`<${Nothing} any=${agents.size > 0} />`}
    ${list.length > 0 && view === 'meetings' && html`<${Meetings} agents=${list} />`}
    ${list.length > 0 && view !== 'meetings' && html`<div class=${cls('list-frame', view === 'cards' && 'is-cards')}>
      <div class="list-head">
        <label class="choose"><input type="checkbox" checked=${allChosen}
          onChange=${(e) => setChosen(e.target.checked ? new Set(list.map((a) => a.id)) : new Set())} />
          <span class="sr">${t('bulk.all')}</span></label>
        ${['name', 'status', 'meeting', 'words', 'since'].map((name) => html`<span class=${'col-' + name} aria-hidden="true">${t('col.' + name)}</span>`)}
      </div>
      ${view === 'cards'
        ? html`<${VirtualList} items=${list} label=${t('fleet.list')} columns=${(width) => Math.floor(width / 300)}
            height=${() => 164} render=${item(Card)} />`
        : html`<${VirtualList} items=${list} label=${t('fleet.list')} height=${(width) => (width < NARROW ? 92 : 48)} render=${item(Row)} />`}
    </div>`}
    <p class="count muted" role="status">${t('fleet.count', { n: list.length })}${query.q ? ' · ' + place(query.q) : ''}</p>
  </section>`;
}
