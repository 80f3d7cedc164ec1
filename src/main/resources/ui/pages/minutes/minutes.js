import { html, useCallback, useEffect, useState } from '../../core/html.js';
import { t, has } from '../../core/i18n.js';
import { get, getText, address, agentPath } from '../../core/api.js';
import { useStore } from '../../core/store.js';
import { fleet, onAnalysis } from '../../core/fleet.js';
import { link } from '../../core/router.js';
import { show, showError } from '../../core/toasts.js';
import { clock, day, duration, moment, number, place, since, zone } from '../../core/format.js';
import { hue } from '../../core/lines.js';
import { Badge } from '../../parts/badge.js';
import { Icon } from '../../parts/icons.js';
import { Loading, Failed, Empty } from '../../parts/notice.js';

const PAUSE_MS = 1_500;

/** The analysis of an agent, requested again at most every 1.5 s while it changes. */
function useAnalysis(id) {
  const [state, setState] = useState({});
  const load = useCallback(
    () => get(agentPath(id, '/analysis'))
      .then((analysis) => setState({ analysis }))
      .catch((error) => setState((old) => ({ ...old, error }))),
    [id]);
  useEffect(() => {
    let timer;
    load();
    const stop = onAnalysis((changed) => {
      if (changed === id) timer ??= setTimeout(() => { timer = undefined; load(); }, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [load]);
  return { ...state, load };
}

async function copyMarkdown(id) {
  try {
    await navigator.clipboard.writeText(await getText(agentPath(id, '/analysis/formatted?transcript=false')));
    show(t('copied'));
  } catch (e) {
    showError(e);
  }
}

function Items({ items }) {
  return html`<ul class="items">${items.map((item) => html`<li key=${item.id} class=${'priority-' + item.priority}>
    <span class="check" aria-hidden="true">${item.status === 'completed' ? '☑' : '☐'}</span>
    <div><p>${item.description}</p>
      <p class="muted">${item.assignee && html`<b class=${'hue-' + hue(item.assignee)}>${item.assignee}</b>`}
        ${(item.due_date || item.due_text) && html` <span class="tag">${t('minutes.due', { date: item.due_date ? day(item.due_date) : item.due_text })}</span>`}
        <span class=${'tag is-' + item.priority}>${has('priority.' + item.priority) ? t('priority.' + item.priority) : item.priority}</span>
        ${item.status !== 'pending' && html` <span class="tag">${t('item.' + item.status)}</span>`}</p></div></li>`)}</ul>`;
}

function Topics({ topics }) {
  const from = Math.min(...topics.map((topic) => Date.parse(topic.start_time)));
  const to = Math.max(...topics.map((topic) => Date.parse(topic.end_time)));
  const part = (time) => ((time - from) / Math.max(1, to - from)) * 100;
  return html`<ol class="topics">${topics.map((topic, i) => {
    const begin = Date.parse(topic.start_time);
    const width = Math.max(1.5, part(Date.parse(topic.end_time)) - part(begin));
    return html`<li><div class="track" aria-hidden="true"><i class=${'line-' + (i % 8)} style=${{ marginInlineStart: Math.min(98.5, part(begin)) + '%', width: width + '%' }}></i></div>
      <h3>${topic.topic} <small>${clock(topic.start_time)} – ${clock(topic.end_time)}</small></h3>
      <p>${topic.summary}</p>
      ${topic.participants?.length > 0 && html`<p class="muted">${topic.participants.join(', ')}</p>`}</li>`;
  })}</ol>`;
}

/** Minutes of one agent's meeting, as they grow. */
export function Minutes({ id }) {
  const { analysis, error, load } = useAnalysis(id);
  if (!analysis) {
    if (error?.code === 'no_analysis') return html`<${Empty} title=${t('minutes.off')}><p>${t('minutes.off.hint')}</p><//>`;
    return error ? html`<${Failed} error=${error} onRetry=${load} />` : html`<${Loading} />`;
  }
  const bare = !analysis.summary && !analysis.key_points?.length && !analysis.action_items?.length && !analysis.topics?.length;
  return html`<article class="minutes">
    <div class="toolbar no-print">
      <button class="button" onClick=${() => copyMarkdown(id)}><${Icon} name="copy" />${t('minutes.copy')}</button>
      <button class="button" onClick=${() => window.print()}><${Icon} name="print" />${t('minutes.print')}</button>
      <a class="button" download=${id + '.md'} href=${address(agentPath(id, '/analysis/formatted'))}><${Icon} name="down" />${t('minutes.download')}</a>
      <span class="muted" role="status">${t(analysis.complete ? 'minutes.complete' : 'minutes.growing', { time: clock(analysis.last_updated) })}</span>
    </div>
    <header><h2>${t('minutes.of', { place: place(analysis.meeting_url) })}</h2>
      <p class="muted">${moment(analysis.start_time)} (${zone}) · ${duration(analysis.duration_minutes * 60)} · ${t('minutes.words', { n: analysis.word_count })}</p>
      ${analysis.participants?.length > 0 && html`<p class="chips">${analysis.participants.map((name) => html`<span class=${'chip hue-' + hue(name)}>${name}</span>`)}</p>`}</header>
    ${bare && html`<${Empty} title=${t('minutes.none')}><p>${t('minutes.none.hint')}</p><//>`}
    ${analysis.summary && html`<section class="card"><h2>${t('minutes.summary')}</h2><p class="prose">${analysis.summary}</p></section>`}
    ${analysis.key_points?.length > 0 && html`<section class="card"><h2>${t('minutes.points')}</h2><ul class="prose">${analysis.key_points.map((point) => html`<li>${point}</li>`)}</ul></section>`}
    ${analysis.action_items?.length > 0 && html`<section class="card"><h2>${t('minutes.items')} <small>${number(analysis.action_items.length)}</small></h2><${Items} items=${analysis.action_items} /></section>`}
    ${analysis.topics?.length > 0 && html`<section class="card"><h2>${t('minutes.topics')}</h2><${Topics} topics=${analysis.topics} /></section>`}
    ${(analysis.sentiment || analysis.keywords?.length > 0) && html`<section class="card"><h2>${t('minutes.mood')}</h2>
      ${analysis.sentiment && html`<p>${analysis.sentiment}</p>`}
      <p class="chips">${(analysis.keywords ?? []).map((word) => html`<span class="chip">${word}</span>`)}</p></section>`}
  </article>`;
}

/** All agents that keep minutes, the latest first. */
export function MinutesPage() {
  const { agents, loaded, error } = useStore(fleet);
  if (!loaded) return error ? html`<${Failed} error=${error} />` : html`<${Loading} />`;
  const keeping = [...agents.values()].filter((agent) => agent.analysis).sort((a, b) => b.created.localeCompare(a.created));
  return html`<section class="page page-minutes"><header class="page-head"><h1>${t('nav.minutes')}</h1></header>
    ${keeping.length === 0 && html`<${Empty} title=${t('minutes.empty')}><p>${t('minutes.off.hint')}</p><a class="button is-primary" href=${link(['new'])}>${t('nav.new')}</a><//>`}
    <ul class="plain-list">${keeping.slice(0, 200).map((agent) => html`<li key=${agent.id} class="card">
      <a href=${link(['agents', agent.id, 'minutes'])}><b>${place(agent.meeting)}</b> · ${agent.name}</a>
      <span class="muted">${moment(agent.created)} · ${t('ago', { time: since(agent.created) })}</span><${Badge} status=${agent.status} meetingStatus=${agent.meetingStatus} /></li>`)}</ul>
  </section>`;
}
