import { html, useEffect, useState } from '../../core/html.js';
import { t } from '../../core/i18n.js';
import { get, agentPath } from '../../core/api.js';
import { number, money } from '../../core/format.js';
import { Loading, Failed, Empty } from '../../parts/notice.js';

/** Tokens by model, units by service, and the estimated cost, in tables. */
export function UsageTables({ usage }) {
  const services = Object.entries(usage.services ?? {}).flatMap(([service, units]) =>
    Object.entries(units).map(([unit, amount]) => ({ service, unit, amount })));
  if (!usage.llm?.length && !services.length) return html`<${Empty} title=${t('usage.none')} />`;
  return html`<div class="usage">
    ${usage.estimated_cost && html`<p class="big">${money(usage.estimated_cost.amount, usage.estimated_cost.currency)} <small>${t('usage.cost')}</small></p>`}
    ${usage.llm?.length > 0 && html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('usage.models')}><table><caption>${t('usage.models')}</caption>
      <thead><tr><th scope="col">${t('usage.model')}</th><th scope="col">${t('usage.requests')}</th><th scope="col">${t('usage.input')}</th>
        <th scope="col">${t('usage.cached')}</th><th scope="col">${t('usage.output')}</th></tr></thead>
      <tbody>${usage.llm.map((m) => html`<tr><th scope="row">${m.model} <small>${m.provider}</small></th><td>${number(m.requests)}</td>
        <td>${number(m.tokens?.input ?? 0)}</td><td>${number(m.tokens?.cached_input ?? 0)}</td><td>${number(m.tokens?.output ?? 0)}</td></tr>`)}</tbody></table></div>`}
    ${services.length > 0 && html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('usage.services')}><table><caption>${t('usage.services')}</caption>
      <thead><tr><th scope="col">${t('usage.service')}</th><th scope="col">${t('usage.unit')}</th><th scope="col">${t('usage.amount')}</th></tr></thead>
      <tbody>${services.map((s) => html`<tr><th scope="row">${s.service}</th><td>${s.unit}</td><td>${number(s.amount, 2)}</td></tr>`)}</tbody></table></div>`}
  </div>`;
}

/** Usage of one agent; requested again after each turn. */
export function UsageTab({ id, lines }) {
  const [{ usage, error }, setState] = useState({});
  const turns = lines.filter((line) => line.kind === 'turn').length;
  const load = () => get(agentPath(id, '/usage')).then((answer) => setState({ usage: answer })).catch((failure) => setState({ error: failure }));
  useEffect(() => {
    load();
  }, [id, turns]);
  if (!usage) return error ? html`<${Failed} error=${error} onRetry=${load} />` : html`<${Loading} />`;
  return html`<div class="card"><${UsageTables} usage=${usage} /></div>`;
}
