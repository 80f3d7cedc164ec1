import { html } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { moment, zone } from '../../core/format.js';
import { FIELDS } from '../create/fields.js';
import { label } from '../create/labels.js';

function text(value) {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'object') return Object.keys(value).length ? JSON.stringify(value, null, 2) : '–';
  return String(value);
}

function isDefault(name, value) {
  const field = FIELDS.find((f) => f.name === name);
  const expected = field?.default ?? null;
  return JSON.stringify(value ?? null) === JSON.stringify(expected) || text(value) === '–';
}

/** Configuration and times of an agent; values that differ from the default are first. */
export function ConfigTab({ agent }) {
  const entries = Object.entries(agent.config ?? {});
  const own = entries.filter(([name, value]) => !isDefault(name, value));
  const rest = entries.filter(([name, value]) => isDefault(name, value));
  const list = (all) => html`<dl class="facts is-wide">${all.map(([name, value]) => html`<div>
    <dt>${label(name)} <code>${name}</code></dt><dd><pre>${text(value)}</pre></dd></div>`)}</dl>`;
  return html`<div class="config-tab">
    <section class="card"><h2>${t('config.own')}</h2>${list(own)}
      <dl class="facts is-wide"><div><dt>${t('config.created')}</dt><dd>${moment(agent.created)} (${zone})</dd></div></dl></section>
    <details class="card"><summary>${t('config.defaults', { n: rest.length })}</summary>${list(rest)}</details>
  </div>`;
}
