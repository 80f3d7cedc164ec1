import { html, useEffect, useState } from '../../core/html.js';
import { t, has, language, LANGUAGES } from '../../core/i18n.js';
import { get } from '../../core/api.js';
import { useStore } from '../../core/store.js';
import { prefs, setPref } from '../../core/prefs.js';
import { zone } from '../../core/format.js';
import { Loading, Failed } from '../../parts/notice.js';

const THEMES = ['system', 'light', 'dark'];

function Browser() {
  const { theme } = useStore(prefs);
  return html`<section class="card"><h2>${t('settings.browser')}</h2>
    <div class="fields">
      <label class="field"><span>${t('settings.language')}</span><select value=${language()} onChange=${(e) => setPref('language', e.target.value)}>
        ${Object.entries(LANGUAGES).map(([code, name]) => html`<option value=${code} lang=${code}>${name}</option>`)}</select></label>
      <label class="field"><span>${t('settings.theme')}</span><select value=${theme} onChange=${(e) => setPref('theme', e.target.value)}>
        ${THEMES.map((name) => html`<option value=${name}>${t('theme.' + name)}</option>`)}</select></label>
    </div><p class="help">${t('settings.zone', { zone })}</p></section>`;
}

function value(data) {
  if (data === null || typeof data !== 'object') return String(data);
  return JSON.stringify(data);
}

function Health({ health }) {
  return html`<section class="card"><h2>${t('settings.health')}</h2>
    ${(health.checks ?? []).map((check) => html`<h3>${check.name} <span class=${'tag ' + (check.status === 'UP' ? 'is-good' : 'is-cut')}>${check.status}</span></h3>
      <dl class="facts is-wide">${Object.entries(check.data ?? {}).map(([name, data]) => html`<div><dt>${has('health.' + name) ? t('health.' + name) : name}</dt>
        <dd>${typeof data === 'object' && data !== null
          ? html`<ul class="plain">${Object.entries(data).map(([key, part]) => html`<li><span class="muted">${key}</span> ${value(part)}</li>`)}</ul>`
          : value(data)}</dd></div>`)}</dl>`)}</section>`;
}

/** Preferences of this browser, and what the manager reports about itself. */
export function SettingsPage() {
  const [{ version, health, sockets, error }, setState] = useState({});
  const load = async () => {
    try {
      const [about, state, clients] = await Promise.all([get('/version'), get('/health/ready').catch(() => null), get('/ws/stats').catch(() => null)]);
      setState({ version: about, health: state, sockets: clients });
    } catch (failure) {
      setState({ error: failure });
    }
  };
  useEffect(() => {
    load();
  }, []);
  return html`<section class="page page-settings"><header class="page-head"><h1>${t('nav.settings')}</h1></header>
    <${Browser} />
    ${!version && (error ? html`<${Failed} error=${error} onRetry=${load} />` : html`<${Loading} />`)}
    ${version && html`<section class="card"><h2>${t('settings.manager')}</h2><dl class="facts is-wide">
      ${Object.entries(version).map(([name, text]) => html`<div><dt>${name}</dt><dd>${value(text)}</dd></div>`)}
      ${sockets && html`<div><dt>${t('tile.clients')}</dt><dd>${sockets.total_clients}</dd></div>`}</dl></section>`}
    ${health && html`<${Health} health=${health} />`}
  </section>`;
}
