import { html } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { link } from '../../core/router.js';
import { place } from '../../core/format.js';
import { Badge } from '../../parts/badge.js';
import { VirtualList } from '../../parts/virtual.js';

const SHOWN = 6;

function group(agents) {
  const by = new Map();
  for (const agent of agents) {
    const key = place(agent.meeting);
    const meeting = by.get(key) ?? { key, agents: [], active: 0 };
    meeting.agents.push(agent);
    if (agent.status === 'running') meeting.active++;
    by.set(key, meeting);
  }
  return [...by.values()].sort((a, b) => b.active - a.active || b.agents.length - a.agents.length);
}

function Meeting({ meeting }) {
  const { key, agents, active } = meeting;
  return html`<article class="card meeting-card" role="listitem">
    <header><h2 title=${key}>${key}</h2><span class="muted">${t('meetings.active', { n: active })}</span></header>
    <ul>${agents.slice(0, SHOWN).map((agent) => html`<li key=${agent.id}>
      <a href=${link(['agents', agent.id])}>${agent.name}</a> <${Badge} status=${agent.status} meetingStatus=${agent.meetingStatus} /></li>`)}</ul>
    ${agents.length > SHOWN && html`<a href=${link([], { q: key })}>${t('meetings.more', { n: agents.length - SHOWN })}</a>`}
  </article>`;
}

/** Agents grouped by their meeting, the meetings with most running agents first. */
export function Meetings({ agents }) {
  const meetings = group(agents);
  const most = Math.max(...meetings.map((meeting) => meeting.agents.length));
  const height = 70 + Math.min(SHOWN, most) * 33 + (most > SHOWN ? 28 : 0);
  return html`<div class="list-frame is-cards"><${VirtualList} items=${meetings} label=${t('fleet.view.meetings')}
    columns=${(width) => Math.floor(width / 320)} height=${() => height}
    render=${(meeting) => html`<${Meeting} key=${meeting.key} meeting=${meeting} />`} /></div>`;
}
