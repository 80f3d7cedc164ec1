import { html, useEffect, useMemo, useState } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { get, agentPath } from '../../core/api.js';
import { duration, number } from '../../core/format.js';
import { hue, talkTime } from '../../core/lines.js';
import { Waterfall, outcome } from '../../parts/transcript.js';

const POLL_MS = 15_000;
const TURNS = 5;

/** The participants of the meeting, asked for from time to time; null outside a meeting. */
function useParticipants(agent) {
  const [people, setPeople] = useState(null);
  const inMeeting = agent.status === 'running' && agent.meetingStatus === 'joined';
  useEffect(() => {
    if (!inMeeting) {
      setPeople(null);
      return undefined;
    }
    const request = new AbortController();
    const load = () => {
      if (!document.hidden) {
        get(agentPath(agent.id, '/participants'), { signal: request.signal }).then(setPeople).catch(() => {});
      }
    };
    load();
    const timer = setInterval(load, POLL_MS);
    return () => {
      clearInterval(timer);
      request.abort();
    };
  }, [agent.id, inMeeting]);
  return people;
}

function People({ agent, lines }) {
  const present = useParticipants(agent);
  const talk = useMemo(() => talkTime(lines), [lines]);
  const longest = Math.max(1, ...talk.map((entry) => entry.seconds));
  const silent = (present ?? []).filter((person) => person.name !== agent.name && !talk.some((e) => !e.own && e.speaker === person.name));
  const entries = [...talk, ...silent.map((person) => ({ speaker: person.name, own: false, seconds: 0 }))];
  return html`<section class="card"><h2>${t('people')}</h2>
    ${entries.length === 0 && html`<p class="muted">${t('people.none')}</p>`}
    <ul class="people">${entries.slice(0, 50).map(({ speaker, own, seconds }) => html`<li>
      <span class=${own ? 'speaker agent' : 'speaker hue-' + hue(speaker || t('someone'))}>${own ? agent.name : speaker || t('someone')}</span>
      <span class="muted">${seconds > 0 ? duration(seconds) : t('people.silent')}</span>
      <span class="talk" aria-hidden="true"><i style=${{ width: (seconds / longest) * 100 + '%' }}></i></span></li>`)}</ul>
  </section>`;
}

function Turns({ lines }) {
  const turns = useMemo(() => lines.filter((line) => line.kind === 'turn').slice(-TURNS).reverse(), [lines]);
  if (!turns.length) return null;
  const [{ turn }] = turns;
  return html`<section class="card"><h2>${t('turns.last')}</h2>
    <p>${t('turn.line', { turn: turn.turn, outcome: outcome(turn) })}</p>
    <${Waterfall} turn=${turn} labelled />
    <dl class="facts">
      <div><dt>${t('usage.model')}</dt><dd>${turn.llm_model ?? '–'}</dd></div>
      <div><dt>${t('turns.tools')}</dt><dd>${number(turn.tool_calls ?? 0)}</dd></div>
      <div><dt>${t('usage.tokens')}</dt><dd>${number(turn.tokens?.input ?? 0)} → ${number(turn.tokens?.output ?? 0)}</dd></div>
    </dl>
  </section>`;
}

/** Who takes part and talks how long, and the last turn. */
export function Side({ agent, lines }) {
  return html`<aside class="side" aria-label=${t('side')}><${People} agent=${agent} lines=${lines} /><${Turns} lines=${lines} /></aside>`;
}
