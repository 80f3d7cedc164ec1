import { html, useEffect, useState } from '../../core/html.js';
import { t, has } from '../../core/i18n.js';
import { get } from '../../core/api.js';
import { useStore } from '../../core/store.js';
import { samples, figuresError, startSampling, sampleNow, sum, labelValues, between, mean } from '../../core/figures.js';
import { compact, duration, number, seconds } from '../../core/format.js';
import { Chart } from '../../parts/chart.js';
import { Loading, Failed } from '../../parts/notice.js';
import { UsageTables } from '../agent/usage.js';

const STATUSES = ['running', 'starting', 'stopping', 'created', 'stopped', 'error'];

function series(all, metric, label, text) {
  return labelValues(all, metric, label).map((value) => ({
    name: has(text + value) ? t(text + value) : value,
    points: between(all, (before, now, minutes) => (sum(now, metric, { [label]: value }) - sum(before, metric, { [label]: value })) / minutes),
  }));
}

function Tiles({ values, usage }) {
  const tiles = [
    ['tile.active', number(sum(values, 'agents_active')) + ' / ' + number(sum(values, 'agents_active_limit'))],
    ['tile.meetings', number(sum(values, 'meetings'))],
    ['tile.turns', number(sum(values, 'turns_total'))],
    ['tile.failures', number(sum(values, 'turn_failures_total'))],
    ['tile.tokens', compact(sum(values, 'llm_tokens_total'))],
    ['tile.clients', number(sum(values, 'websocket_clients'))],
    ['tile.uptime', usage ? duration(usage.uptime_seconds) : '–'],
  ];
  return html`<dl class="tiles">${tiles.map(([key, value]) => html`<div class="card"><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** Figures of the manager over the last hour, as far as this page was open. */
export function FiguresPage() {
  const all = useStore(samples);
  const error = useStore(figuresError);
  const [usage, setUsage] = useState(null);
  useEffect(() => {
    startSampling();
    get('/usage').then(setUsage).catch(() => {});
  }, []);
  if (!all.length) return error ? html`<${Failed} error=${error} onRetry=${sampleNow} />` : html`<${Loading} />`;

  const latency = ['utterance_to_speech', 'utterance_to_llm', 'llm', 'tools', 'speaking']
    .filter((phase) => labelValues(all, 'turn_phase_duration_seconds_count', 'phase').includes(phase))
    .map((phase) => ({
      name: t('phase.' + phase),
      points: between(all, (before, now) => mean(before, now, 'turn_phase_duration_seconds', { phase })),
    }));
  const statuses = STATUSES.map((status) => ({
    name: t('state.' + status),
    points: all.map(({ at, values }) => ({ at, value: sum(values, 'agents', { status }) })),
  }));
  const present = (list) => list.filter((s) => s.points.some((point) => point.value));
  const later = t('figures.later');
  return html`<section class="page page-figures"><header class="page-head"><h1>${t('nav.figures')}</h1>
      <p class="muted" role="status">${t('figures.note', { n: all.length })}</p></header>
    ${error && html`<p class="banner is-warn" role="status">${error.message}</p>`}
    <${Tiles} values=${all.at(-1).values} usage=${usage} />
    <div class="charts">
      <${Chart} title=${t('figures.latency')} series=${latency} format=${seconds} empty=${later} />
      <${Chart} title=${t('figures.turns')} series=${present(series(all, 'turns_total', 'outcome', 'outcome.'))} format=${(v) => number(v, 1)} empty=${later} />
      <${Chart} title=${t('figures.tokens')} series=${series(all, 'llm_tokens_total', 'kind', 'tokens.')} format=${compact} empty=${later} />
      <${Chart} title=${t('figures.agents')} series=${present(statuses)} format=${(v) => number(v)} empty=${later} />
    </div>
    ${usage && html`<section class="card"><h2>${t('tab.usage')}</h2><${UsageTables} usage=${usage} /></section>`}
  </section>`;
}
