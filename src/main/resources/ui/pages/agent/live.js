import { html, useMemo, useState } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { address, agentPath } from '../../core/api.js';
import { link, go, replaceQuery } from '../../core/router.js';
import { clock } from '../../core/format.js';
import { Transcript } from '../../parts/transcript.js';
import { Loading, Failed, Empty } from '../../parts/notice.js';
import { Icon } from '../../parts/icons.js';
import { Composer } from './composer.js';
import { Side } from './side.js';

const SHOWN = 400;
const MORE = 500;
const FORMATS = ['text', 'markdown', 'vtt', 'srt', 'json'];
const ENDINGS = { text: 'txt', markdown: 'md', vtt: 'vtt', srt: 'srt', json: 'json' };

function Tools({ id, query, found, lines, show, setShow }) {
  const jump = (e) => {
    const wanted = e.target.value;
    const line = lines.find((l) => clockOf(l.at) >= wanted);
    if (wanted && line) go(['agents', id], { ...query, line: line.seq });
  };
  return html`<div class="toolbar">
    <label class="search"><span class="sr">${t('line.search')}</span><${Icon} name="search" />
      <input type="search" placeholder=${t('line.search')} value=${query.q ?? ''} onInput=${(e) => replaceQuery({ q: e.target.value })} /></label>
    ${query.q && html`<span class="muted" role="status">${t('line.found', { n: found })}</span>`}
    <label class="inline">${t('line.jump')} <input type="time" step="1" onChange=${jump} /></label>
    <label class="inline"><input type="checkbox" checked=${show} onChange=${(e) => setShow(e.target.checked)} /> ${t('line.details')}</label>
    <details class="menu"><summary class="button"><${Icon} name="down" />${t('export')}</summary>
      <ul>${FORMATS.map((format) => html`<li><a download=${`${id}.${ENDINGS[format]}`}
        href=${address(agentPath(id, '/transcript?format=' + format))}>${t('format.' + format)}</a></li>`)}</ul></details>
  </div>`;
}

/** Time of the day in the viewer's zone as `HH:MM:SS`, for comparisons. */
function clockOf(at) {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':');
}

function contains(line, words) {
  return `${line.speaker ?? ''} ${line.text ?? ''}`.toLowerCase().includes(words);
}

/** The meeting of an agent as it happens, and what an operator can do in it. */
export function Live({ agent, journal, lines, query }) {
  const [show, setShow] = useState(true);
  const words = (query.q ?? '').trim().toLowerCase();
  const shown = useMemo(
    () => lines.filter((line) => (show || line.kind === 'words' || line.kind === 'chat') && (!words || contains(line, words))),
    [lines, show, words]);

  const [more, setMore] = useState(0);
  const linked = query.line ? shown.findIndex((line) => String(line.seq) === query.line) : -1;
  const from = Math.max(0, Math.min(shown.length - SHOWN - more, linked < 0 ? Infinity : linked - 20));
  const visible = useMemo(() => (from ? shown.slice(from) : shown), [shown, from]);
  const earlier = async () => {
    if (!from) await journal.earlier();
    setMore(more + MORE);
  };

  let content;
  if (!journal?.loaded) {
    content = journal?.error ? html`<${Failed} error=${journal.error} />` : html`<${Loading} />`;
  } else if (!shown.length) {
    content = words
      ? html`<${Empty} title=${t('line.nomatch')}>${journal.hasEarlier && t('line.nomatch.hint')}<//>`
      : html`<${Empty} title=${t('line.none')}><p>${t(agent.status === 'running' ? 'line.none.running' : 'line.none.idle')}</p><//>`;
  } else {
    content = html`<${Transcript} lines=${visible} agent=${agent.name} search=${words} current=${query.line} label=${t('tab.live')}
      follow=${journal.live} linkTo=${(seq) => link(['agents', agent.id], { line: seq })}
      onEarlier=${from > 0 || journal.hasEarlier ? earlier : null} />`;
  }
  return html`<div class="live">
    <div class="live-main">
      <${Tools} id=${agent.id} query=${query} found=${shown.length} lines=${lines} show=${show} setShow=${setShow} />
      ${journal && !journal.live && html`<p class="banner is-warn" role="status">${t('line.past', { time: shown.length ? clock(shown[0].at) : '' })}
        <a href=${link(['agents', agent.id, 'live'])}>${t('line.golive')}</a></p>`}
      ${journal?.loaded && journal.live && !journal.deleted && (journal.state === 'waiting' || journal.state === 'connecting') && journal.feed?.failures > 0
        && html`<p class="banner is-warn" role="status">${t('connection.waiting')}</p>`}
      ${journal?.truncated && html`<p class="muted">${t('line.truncated')}</p>`}
      ${content}
      <${Composer} agent=${agent} />
    </div>
    <${Side} agent=${agent} lines=${lines} />
  </div>`;
}
