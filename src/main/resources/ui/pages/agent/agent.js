import { html, cls, useState, useEffect, useMemo, useRef } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { useStore } from '../../core/store.js';
import { fleet, markRead, summary } from '../../core/fleet.js';
import { get, agentPath } from '../../core/api.js';
import { Journal } from '../../core/journal.js';
import { toLines } from '../../core/lines.js';
import { link } from '../../core/router.js';
import { Loading, Failed, Empty } from '../../parts/notice.js';
import { AgentHead } from './head.js';
import { Live } from './live.js';
import { LogTab } from './log.js';
import { ConfigTab } from './config.js';
import { UsageTab } from './usage.js';
import { Minutes } from '../minutes/minutes.js';

const TABS = ['live', 'minutes', 'log', 'config', 'usage'];

/** Returns the agent of the API with its state of the moment, which the fleet's feed keeps. */
function useAgent(id) {
  const [full, setFull] = useState({});
  const live = useStore(fleet, (all) => all.agents.get(id));
  const load = () => get(agentPath(id))
    .then((agent) => setFull({ agent }))
    .catch((error) => setFull((old) => ({ ...old, error })));
  useEffect(() => {
    load();
  }, [id, live?.status, live?.muted]);
  const agent = full.agent && { ...summary(full.agent), ...(live ?? {}), config: full.agent.config };
  return { agent, error: full.error, retry: load };
}

/** Returns the journal of an agent and renders the component again with each of its changes. */
export function useJournal(id, line) {
  const [, setRevision] = useState(0);
  const journal = useRef(null);
  const revision = useRef(0);
  const [base, setBase] = useState(line);
  useEffect(() => {
    const made = new Journal(id, { line: base, onChange: () => setRevision(++revision.current) });
    journal.current = made;
    setRevision(++revision.current);
    return () => made.close();
  }, [id, base]);
  useEffect(() => {
    const now = journal.current;
    // Another line of the part that is loaded needs no request.
    if (now?.loaded && (line > 0 ? line < now.first || line > now.last : !now.live)) setBase(line);
  }, [line]);
  const lines = useMemo(() => toLines(journal.current?.events ?? []), [revision.current]);
  return { journal: journal.current, lines };
}

function Tabs({ id, tab, agent }) {
  const shown = TABS.filter((name) => name !== 'minutes' || agent.analysis);
  return html`<nav class="tabs" aria-label=${t('agent.tabs')}>
    ${shown.map((name) => html`<a href=${link(['agents', id, ...(name === 'live' ? [] : [name])])}
      aria-current=${name === tab ? 'page' : undefined}>${t('tab.' + name)}</a>`)}
  </nav>`;
}

/** One agent: its meeting as it happens, minutes, log, configuration and usage. */
export function AgentPage({ id, tab = 'live', query }) {
  const { agent, error, retry } = useAgent(id);
  const { journal, lines } = useJournal(id, Number(query.line) || 0);

  useEffect(() => {
    markRead(id);
  }, [id, agent?.unread]);

  if (!agent) {
    if (error?.status === 404) return html`<${Empty} title=${t('agent.unknown')}><a class="button" href=${link([])}>${t('nav.fleet')}</a><//>`;
    return error ? html`<${Failed} error=${error} onRetry=${retry} />` : html`<${Loading} />`;
  }
  const shown = TABS.includes(tab) ? tab : 'live';
  return html`<section class=${cls('page page-agent', 'tab-' + shown)}>
    <${AgentHead} agent=${agent} deleted=${journal?.deleted} />
    <${Tabs} id=${id} tab=${shown} agent=${agent} />
    ${shown === 'live' && html`<${Live} agent=${agent} journal=${journal} lines=${lines} query=${query} />`}
    ${shown === 'minutes' && html`<${Minutes} id=${id} />`}
    ${shown === 'log' && html`<${LogTab} id=${id} journal=${journal} />`}
    ${shown === 'config' && html`<${ConfigTab} agent=${agent} />`}
    ${shown === 'usage' && html`<${UsageTab} id=${id} lines=${lines} />`}
  </section>`;
}
