import { html, useState, useId } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { post, agentPath } from '../../core/api.js';
import { show } from '../../core/toasts.js';

const MODES = ['say', 'chat', 'instruct'];
const MAX_TEXT = 5_000;

/** What an operator lets the agent say or write, or a private hint for its next turns. */
export function Composer({ agent }) {
  const [mode, setMode] = useState('say');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const id = useId('composer-');
  const inMeeting = agent.status === 'running' && agent.meetingStatus === 'joined';
  const usable = mode === 'instruct' ? true : inMeeting && !agent.analyst && !(mode === 'say' && agent.muted);
  const reason = agent.analyst ? 'composer.analyst' : !inMeeting ? 'composer.outside' : agent.muted && mode === 'say' ? 'composer.muted' : '';

  const send = async (e) => {
    e.preventDefault();
    const words = text.trim();
    if (!words || busy || !usable) return;
    setBusy(true);
    setError('');
    try {
      const answer = await post(agentPath(agent.id, '/' + mode), { text: words });
      setText('');
      if (answer.heard === 'none' || answer.warnings?.length) show([answer.message, ...(answer.warnings ?? [])].join(' '));
    } catch (failure) {
      setError(failure.message);
    } finally {
      setBusy(false);
    }
  };
  const onKey = (e) => {
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) send(e);
  };

  return html`<form class="composer" onSubmit=${send}>
    <div class="segments" role="group" aria-label=${t('composer.mode')}>
      ${MODES.map((name) => html`<button type="button" aria-pressed=${String(mode === name)} onClick=${() => setMode(name)}>${t('composer.' + name)}</button>`)}
    </div>
    <div class="composer-row">
      <label class="sr" for=${id}>${t('composer.' + mode + '.label')}</label>
      <textarea id=${id} rows="2" maxlength=${MAX_TEXT} placeholder=${t('composer.' + mode + '.label')} value=${text} disabled=${!usable}
        aria-describedby=${id + '-note'} onInput=${(e) => setText(e.target.value)} onKeyDown=${onKey}></textarea>
      <button class="button is-primary" disabled=${busy || !usable || !text.trim()}>${t(busy ? 'composer.busy' : 'composer.send')}</button>
    </div>
    <p class=${error ? 'error' : 'help'} id=${id + '-note'} role=${error ? 'alert' : undefined}>${error || (!usable && reason ? t(reason) : t('composer.' + mode + '.help'))}</p>
  </form>`;
}
