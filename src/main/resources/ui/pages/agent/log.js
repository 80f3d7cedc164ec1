import { html, cls, useEffect, useMemo, useState } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { get, agentPath } from '../../core/api.js';
import { clock } from '../../core/format.js';
import { Loading, Failed, Empty } from '../../parts/notice.js';

const LINES = 1_000;
const LEVELS = ['debug', 'info', 'warn', 'error'];

/** The agent's own log: the stored lines, then those that arrive. */
export function LogTab({ id, journal }) {
  const [{ logs, error }, setState] = useState({});
  const [level, setLevel] = useState('debug');
  const load = () => get(agentPath(id, `/logs?lines=${LINES}`))
    .then((answer) => setState({ logs: answer.logs }))
    .catch((failure) => setState({ error: failure }));
  useEffect(() => {
    load();
  }, [id]);

  const events = journal?.events;
  const count = events?.length;
  const all = useMemo(() => {
    const stored = logs ?? [];
    const end = stored.at(-1)?.timestamp ?? '';
    const later = (events ?? []).filter((e) => e.type === 'log' && e.data.timestamp > end).map((e) => e.data);
    return [...stored, ...later].slice(-LINES).filter((line) => LEVELS.indexOf(line.level) >= LEVELS.indexOf(level)).reverse();
  }, [logs, events, count, level]);

  if (!logs) return error ? html`<${Failed} error=${error} onRetry=${load} />` : html`<${Loading} />`;
  return html`<div class="log-tab">
    <div class="toolbar"><label class="inline">${t('log.level')} <select value=${level} onChange=${(e) => setLevel(e.target.value)}>
      ${LEVELS.map((name) => html`<option value=${name}>${t('log.' + name)}</option>`)}</select></label>
      <span class="muted">${t('log.order')}</span></div>
    ${all.length === 0 ? html`<${Empty} title=${t('log.none')} />` : html`<ol class="log" tabindex="0" aria-label=${t('tab.log')}>
      ${all.map((line) => html`<li class=${cls('level-' + line.level)}><time datetime=${line.timestamp}>${clock(line.timestamp)}</time>
        <b>${line.level}</b><span>${line.message}</span></li>`)}</ol>`}
  </div>`;
}
