import { html, useEffect, useMemo, useRef, useState, useId } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { post, features } from '../../core/api.js';
import { useStore } from '../../core/store.js';
import { prefs, setPref } from '../../core/prefs.js';
import { fleet, put } from '../../core/fleet.js';
import { showError } from '../../core/toasts.js';
import { link, replaceQuery } from '../../core/router.js';
import { Badge, kind } from '../../parts/badge.js';
import { Empty, Loading } from '../../parts/notice.js';
import { Icon } from '../../parts/icons.js';
import { Transcript } from '../../parts/transcript.js';
import { useJournal } from '../agent/agent.js';
import { canListen, canSpeak, useMicrophone, useVoice } from './voice.js';

const MAX_TEXT = 1_000;
const IDEAS = ['demo.idea.hello', 'demo.idea.who', 'demo.idea.sum', 'demo.idea.chat'];

/** The agents of the demo that run, the latest first. */
function useAgents() {
  const { agents, revision, loaded } = useStore(fleet);
  const active = useMemo(() => [...agents.values()].filter((agent) => kind(agent) === 'active')
    .sort((a, b) => b.created.localeCompare(a.created)), [revision]);
  return { active, loaded };
}

function Speak({ agent, people }) {
  const [speaker, setSpeaker] = useState(people[0]);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const input = useRef(null);
  const id = useId('speak-');
  const joined = agent.meetingStatus === 'joined';

  const say = async (words) => {
    const said = words.trim();
    if (!said || busy) return;
    setBusy(true);
    setError('');
    try {
      await post('/demo/say', { agent_id: agent.id, speaker: speaker.trim() || people[0], text: said });
      setText('');
    } catch (e) {
      setError(e.message);
    } finally {
      setBusy(false);
      input.current?.focus();
    }
  };
  const { listening, toggle } = useMicrophone((words) => say(words));

  return html`<form class="composer" onSubmit=${(e) => { e.preventDefault(); say(text); }}>
    <div class="ideas" role="group" aria-label=${t('demo.ideas')}>${IDEAS.map((key) => html`<button type="button" class="chip" disabled=${!joined || busy}
      onClick=${() => say(t(key, { name: agent.name }))}>${t(key, { name: agent.name })}</button>`)}</div>
    <div class="composer-row">
      <label class="speaker-field"><span>${t('demo.as')}</span><input list=${id + '-people'} value=${speaker} maxlength="60" onInput=${(e) => setSpeaker(e.target.value)} />
        <datalist id=${id + '-people'}>${people.map((name) => html`<option value=${name} />`)}</datalist></label>
      <label class="grow"><span>${t('demo.say')}</span><input ref=${input} value=${text} maxlength=${MAX_TEXT} disabled=${!joined}
        placeholder=${t('demo.placeholder', { name: agent.name })} onInput=${(e) => setText(e.target.value)} autocomplete="off" /></label>
      ${canListen && html`<button type="button" class="button" aria-pressed=${String(listening)} disabled=${!joined} onClick=${toggle}><${Icon} name="mic" />${t(listening ? 'demo.listening' : 'demo.speak')}</button>`}
      <button class="button is-primary" disabled=${!joined || busy || !text.trim()}>${t('demo.send')}</button>
    </div>
    <p class=${error ? 'error' : 'help'} role=${error ? 'alert' : 'status'}>${error || t(joined ? 'demo.help' : 'demo.joining', { name: agent.name })}</p>
  </form>`;
}

function Room({ agent, people }) {
  const { journal, lines } = useJournal(agent.id, 0);
  const speech = useStore(prefs, (all) => all.speech);
  useVoice(speech, lines);
  const words = useMemo(() => lines.filter((line) => line.kind !== 'status'), [lines]);
  return html`<div class="demo-room card">
    <header class="room-head"><h2><a href=${link(['agents', agent.id])}>${agent.name}</a> <${Badge} status=${agent.status} meetingStatus=${agent.meetingStatus} /></h2>
      ${canSpeak && html`<label class="inline"><input type="checkbox" checked=${speech} onChange=${(e) => setPref('speech', e.target.checked)} /> ${t('demo.voice')}</label>`}</header>
    ${!journal?.loaded ? html`<${Loading} />` : words.length === 0
      ? html`<${Empty} title=${t('line.none')}><p>${t('demo.first', { name: agent.name })}</p><//>`
      : html`<${Transcript} lines=${words} agent=${agent.name} label=${t('tab.live')} />`}
    <${Speak} agent=${agent} people=${people} />
  </div>`;
}

/** The simulated meetings of the demo, in which a person types as a participant. */
export function DemoPage({ query }) {
  const demo = useStore(features, (all) => all.demo);
  const { active, loaded } = useAgents();
  const [busy, setBusy] = useState(false);
  const agent = active.find((a) => a.id === query.agent) ?? active[0];

  useEffect(() => {
    if (agent && query.agent !== agent.id) replaceQuery({ agent: agent.id });
  }, [agent?.id]);

  if (demo === undefined || !loaded) return html`<${Loading} />`;
  if (demo === null) return html`<${Empty} title=${t('demo.off')}><p>${t('demo.off.hint')}</p><//>`;

  const begin = async () => {
    setBusy(true);
    try {
      const made = await post('/agents', { name: 'Nova', meeting_url: demo.quiet_meeting_url, analysis: true });
      put(made);
      replaceQuery({ agent: made.id });
    } catch (e) {
      showError(e);
    } finally {
      setBusy(false);
    }
  };
  return html`<section class="page page-demo">
    <header class="page-head"><div><h1>${t('nav.demo')}</h1><p class="muted">${t('demo.intro')}</p></div>
      <div class="actions">
        ${active.length > 1 && html`<label class="inline">${t('demo.agent')} <select value=${agent?.id} onChange=${(e) => replaceQuery({ agent: e.target.value })}>
          ${active.map((a) => html`<option value=${a.id}>${a.name} (${a.id.slice(-4)})</option>`)}</select></label>`}
        <button class="button is-primary" disabled=${busy} onClick=${begin}><${Icon} name="plus" />${t('demo.new')}</button></div></header>
    ${agent ? html`<${Room} key=${agent.id} agent=${agent} people=${demo.people} />`
      : html`<${Empty} title=${t('demo.none')}><p>${t('demo.none.hint')}</p><button class="button is-primary" disabled=${busy} onClick=${begin}>${t('demo.new')}</button><//>`}
  </section>`;
}
