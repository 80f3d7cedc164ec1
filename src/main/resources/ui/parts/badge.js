import { html, memo, cls } from '../core/html.js';
import { t } from '../core/i18n.js';

/** Returns the state that a person sees: of the meeting while the agent runs, otherwise of the agent. */
export function state({ status, meetingStatus }) {
  return status === 'running' && meetingStatus && meetingStatus !== 'left' ? meetingStatus : status;
}

/** The kinds by which lists are filtered. */
export function kind(agent) {
  if (agent.status === 'error') return 'error';
  return agent.status === 'running' || agent.status === 'starting' || agent.status === 'stopping' ? 'active' : 'idle';
}

/** State of an agent, as a word with a mark that also differs in shape. */
export const Badge = memo(({ status, meetingStatus, pending }) => {
  const shown = state({ status, meetingStatus });
  return html`<span class=${cls('badge', 'is-' + shown)}>
    <span class="dot" aria-hidden="true"></span>${t('state.' + shown)}
    ${pending && html`<em>${t('pending.' + pending)}</em>`}
  </span>`;
});
