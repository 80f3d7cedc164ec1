import { html, useEffect, useRef, useState } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { get, post, agentPath, features } from '../../core/api.js';
import { useStore } from '../../core/store.js';
import { put } from '../../core/fleet.js';
import { go } from '../../core/router.js';
import { show } from '../../core/toasts.js';
import { Field } from '../../parts/field.js';
import { FIELDS, GROUPS, TEMPLATES, check, toBody, toControl, toValues } from './fields.js';
import { label, help } from './labels.js';
import { readInvitation } from './invitation.js';

function Start({ apply, demo }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState('');
  const read = (invitation) => {
    setText(invitation);
    const { meeting_url: url, passcode } = readInvitation(invitation);
    if (!invitation.trim()) {
      setFound('');
      return;
    }
    apply({ ...(url && { meeting_url: url }), ...(passcode && { passcode }) });
    setFound(url ? t(passcode ? 'invitation.both' : 'invitation.url') : t('invitation.nothing'));
  };
  return html`<section class="card start"><h2>${t('create.start')}</h2>
    <div class="templates" role="group" aria-label=${t('create.templates')}>
      ${Object.entries(TEMPLATES).map(([name, values]) => html`<button type="button" class="button template" onClick=${() => apply(values)}>
        <b>${t('template.' + name)}</b><small>${t('template.' + name + '.help')}</small></button>`)}
      ${demo && html`<button type="button" class="button template" onClick=${() => apply({ name: 'Nova', meeting_url: demo.meeting_url, analysis: true })}>
        <b>${t('template.demo')}</b><small>${t('template.demo.help')}</small></button>`}
    </div>
    <label class="field"><span>${t('invitation')}</span>
      <textarea rows="3" value=${text} placeholder=${t('invitation.placeholder')} onInput=${(e) => read(e.target.value)}></textarea></label>
    <p class="help" role="status">${found || t('invitation.help')}</p>
  </section>`;
}

function Group({ name, values, errors, set }) {
  const fields = FIELDS.filter((field) => field.group === name);
  const bad = fields.some((field) => errors[field.name]);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (bad) setOpen(true);
  }, [bad]);
  const content = html`<div class="fields">${fields.map((field) => html`<${Field} key=${field.name} field=${field} value=${values[field.name]}
    error=${errors[field.name]} label=${label(field.name)} help=${help(field.name)} onChange=${(value) => set(field, value)} />`)}</div>`;
  if (name === GROUPS[0]) return html`<fieldset class="card"><legend>${t('group.' + name)}</legend>${content}</fieldset>`;
  return html`<details class="card" open=${open} onToggle=${(e) => setOpen(e.currentTarget.open)}><summary>${t('group.' + name)}</summary>${content}</details>`;
}

/** Form for a new agent, empty, from a template or with the values of another agent. */
export function CreatePage({ query }) {
  const demo = useStore(features, (all) => all.demo);
  const [values, setValues] = useState(() => toValues());
  const [errors, setErrors] = useState({});
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef(null);

  useEffect(() => {
    if (query.from) {
      get(agentPath(query.from)).then((agent) => setValues(toValues(agent.config))).catch((e) => setFailure(e.message));
    }
  }, [query.from]);

  const apply = (some) => {
    setValues((old) => ({
      ...old,
      ...Object.fromEntries(Object.entries(some).map(([name, value]) => [name, toControl(FIELDS.find((f) => f.name === name), value)])),
    }));
    setErrors({});
  };
  const set = (field, value) => {
    setValues((old) => ({ ...old, [field.name]: value }));
    setErrors(({ [field.name]: ignored, ...rest }) => rest);
  };
  const point = (found) => {
    setErrors(found);
    setTimeout(() => form.current?.querySelector('[aria-invalid=true]')?.focus(), 50);
  };

  const submit = async (e) => {
    e.preventDefault();
    if (busy) return;
    setFailure('');
    const found = {};
    for (const field of FIELDS) {
      const problem = check(field, values[field.name]);
      if (problem) found[field.name] = t(...problem);
    }
    if (Object.keys(found).length) {
      setFailure(t('create.invalid', { n: Object.keys(found).length }));
      point(found);
      return;
    }
    setBusy(true);
    try {
      const agent = await post('/agents', toBody(values));
      put(agent);
      for (const warning of agent.warnings ?? []) show(warning, 'warn');
      go(['agents', agent.id]);
    } catch (error) {
      const known = error.fields.filter((f) => FIELDS.some((field) => field.name === f.field));
      point(Object.fromEntries(known.map((f) => [f.field, f.message])));
      setFailure(error.message);
      setBusy(false);
    }
  };

  return html`<section class="page page-create">
    <header class="page-head"><h1>${t('nav.new')}</h1></header>
    <div class="create">
      <form ref=${form} onSubmit=${submit} novalidate>
        ${GROUPS.map((name) => html`<${Group} key=${name} name=${name} values=${values} errors=${errors} set=${set} />`)}
        ${failure && html`<p class="banner is-error" role="alert">${failure}</p>`}
        <div class="form-end"><button class="button is-primary is-large" disabled=${busy}>${t(busy ? 'create.busy' : 'create.submit')}</button>
          <span class="help">${t(values.auto_join ? 'create.joins' : 'create.waits')}</span></div>
      </form>
      <${Start} apply=${apply} demo=${demo} />
    </div>
  </section>`;
}
