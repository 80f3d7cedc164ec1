import { html, memo, cls } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { link } from '../../core/router.js';
import { place, since, moment } from '../../core/format.js';
import { Badge } from '../../parts/badge.js';
import { Icon } from '../../parts/icons.js';

function Choose({ agent, chosen, choose }) {
  return html`<label class="choose"><input type="checkbox" checked=${chosen} onChange=${(e) => choose(agent.id, e.target.checked)} />
    <span class="sr">${t('bulk.choose', { name: agent.name })}</span></label>`;
}

function Words({ agent }) {
  if (agent.status === 'error' || agent.trouble) {
    return html`<span class="trouble" title=${agent.error || agent.trouble}><${Icon} name="warn" />${agent.error || agent.trouble}</span>`;
  }
  return agent.words
    ? html`<span title=${agent.words}><b>${agent.own ? agent.name : agent.speaker || t('someone')}:</b> ${agent.words}</span>`
    : html`<span class="muted">${agent.analyst ? t('fleet.analyst') : '–'}</span>`;
}

function Marks({ agent }) {
  return html`<span class="marks">
    ${agent.muted && html`<span class="mark" title=${t('muted')}><${Icon} name="muted" /><span class="sr">${t('muted')}</span></span>`}
    ${agent.unread > 0 && html`<span class="mark is-warn" title=${t('fleet.unread', { n: agent.unread })}>${agent.unread}<span class="sr"> ${t('fleet.unread', { n: agent.unread })}</span></span>`}
  </span>`;
}

export const Row = memo(({ agent, chosen, pending, choose, now }) => html`<div role="listitem" class=${cls('row', chosen && 'is-chosen', pending && 'is-pending')}>
  <${Choose} agent=${agent} chosen=${chosen} choose=${choose} />
  <a class="col-name" href=${link(['agents', agent.id])} title=${agent.id}>${agent.name}<${Marks} agent=${agent} /></a>
  <span class="col-status"><${Badge} status=${agent.status} meetingStatus=${agent.meetingStatus} pending=${pending} /></span>
  <span class="col-meeting" title=${agent.meeting}>${place(agent.meeting)}</span>
  <span class="col-words"><${Words} agent=${agent} /></span>
  <time class="col-since" datetime=${agent.since} title=${moment(agent.since)}>${since(agent.since, now)}</time>
</div>`);

export const Card = memo(({ agent, chosen, pending, choose, now }) => html`<article role="listitem" class=${cls('card', 'agent-card', chosen && 'is-chosen', pending && 'is-pending')}>
  <header><${Choose} agent=${agent} chosen=${chosen} choose=${choose} />
    <h2><a href=${link(['agents', agent.id])}>${agent.name}</a></h2><${Marks} agent=${agent} />
    <${Badge} status=${agent.status} meetingStatus=${agent.meetingStatus} pending=${pending} /></header>
  <p class="clamp"><${Words} agent=${agent} /></p>
  <footer><span title=${agent.meeting}>${place(agent.meeting)}</span>
    <time datetime=${agent.since} title=${moment(agent.since)}>${since(agent.since, now)}</time></footer>
</article>`);
