import { html } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { useStore } from '../../core/store.js';
import { pending } from '../../core/later.js';
import { link, go } from '../../core/router.js';
import { place, since, moment } from '../../core/format.js';
import * as commands from '../../core/commands.js';
import { Badge, kind } from '../../parts/badge.js';
import { Icon } from '../../parts/icons.js';

function Actions({ agent, waiting }) {
  const { id, name } = agent;
  const active = kind(agent) === 'active';
  const inMeeting = agent.status === 'running' && agent.meetingStatus === 'joined';
  const canJoin = agent.status === 'running' && agent.meetingStatus === 'not_joined';
  return html`<div class="actions">
    ${canJoin && html`<button class="button is-primary" onClick=${() => commands.join(id)}><${Icon} name="join" />${t('join')}</button>`}
    ${inMeeting && !agent.analyst && html`<button class="button" aria-pressed=${String(agent.muted)} onClick=${() => commands.mute(id, !agent.muted)}>
      <${Icon} name=${agent.muted ? 'mic' : 'muted'} />${t(agent.muted ? 'unmute' : 'mute')}</button>`}
    ${!active && html`<button class="button is-primary" disabled=${waiting} onClick=${() => commands.start([id])}><${Icon} name="play" />${t('start')}</button>`}
    ${active && html`<button class="button" disabled=${waiting || agent.status === 'stopping'} onClick=${() => commands.stop([id], name)}><${Icon} name="stop" />${t('leave')}</button>`}
    <a class="button" href=${link(['new'], { from: id })}><${Icon} name="copy" />${t('agent.again')}</a>
    <button class="button is-danger" disabled=${waiting} onClick=${() => commands.deleteAgents([id], name, () => go([]))}><${Icon} name="trash" />${t('delete')}</button>
  </div>`;
}

/** Name, state, meeting and commands of an agent, and the reason of its failure. */
export function AgentHead({ agent, deleted }) {
  const waiting = useStore(pending, (all) => all.get(agent.id));
  const href = /^https?:/.test(agent.meeting) ? agent.meeting : undefined;
  return html`<header class="page-head agent-head">
    <div>
      <h1>${agent.name} <${Badge} status=${agent.status} meetingStatus=${agent.meetingStatus} pending=${waiting} />
        ${agent.muted && html`<span class="tag"><${Icon} name="muted" />${t('muted')}</span>`}</h1>
      <p class="muted"><a href=${href} rel="noreferrer noopener" target="_blank">${place(agent.meeting)}</a> · ${t('agent.since', { time: since(agent.since) })} <time datetime=${agent.since} class="sr">${moment(agent.since)}</time> · <span class="id">${agent.id}</span>${agent.model && ' · ' + agent.model}</p>
    </div>
    ${!deleted && html`<${Actions} agent=${agent} waiting=${waiting} />`}
    ${deleted && html`<p class="banner is-warn" role="status">${t('agent.deleted')}</p>`}
    ${agent.error && html`<p class="banner is-error" role="alert"><${Icon} name="warn" /><span><b>${t('agent.error')}</b> ${agent.error}</span></p>`}
    ${!agent.error && agent.trouble && html`<p class="banner is-warn" role="status"><${Icon} name="warn" /><span><b>${t('agent.trouble')}</b> ${agent.trouble}</span></p>`}
  </header>`;
}
