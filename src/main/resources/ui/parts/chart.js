import { html, useId } from '../core/html.js';
import { t } from '../core/i18n.js';
import { clock } from '../core/format.js';

const W = 600;
const H = 160;

function path(points, x, y) {
  let d = '';
  let pen = 'M';
  for (const point of points) {
    if (point.value === null || Number.isNaN(point.value)) {
      pen = 'M';
    } else {
      d += `${pen}${x(point.at).toFixed(1)} ${y(point.value).toFixed(1)}`;
      pen = 'L';
    }
  }
  return d;
}

/**
 * Lines over time: `series` is `[{name, points: [{at, value}]}]`, `format` formats a value. The newest
 * values are also text.
 */
export function Chart({ title, series, format, empty }) {
  const id = useId('chart-');
  const all = series.flatMap((s) => s.points).filter((p) => p.value !== null && !Number.isNaN(p.value));
  const from = Math.min(...all.map((p) => p.at));
  const to = Math.max(...all.map((p) => p.at));
  const top = Math.max(...all.map((p) => p.value), 0) || 1;
  const x = (at) => (to === from ? W : ((at - from) / (to - from)) * W);
  const y = (value) => H - 4 - (value / top) * (H - 12);
  return html`<figure class="chart" aria-labelledby=${id}>
    <figcaption id=${id}>${title}${from < to && html` <small>${t('chart.top', { value: format(top) })}</small>`}</figcaption>
    ${!(from < to)
      ? html`<p class="muted">${empty}</p>`
      : html`<svg viewBox="0 0 ${W} ${H}" preserveAspectRatio="none" aria-hidden="true">
          ${[0.25, 0.5, 0.75, 1].map((part) => html`<line class="grid" x1="0" x2=${W} y1=${y(top * part)} y2=${y(top * part)} />`)}
          ${series.map((s, i) => html`<path class="line line-${i % 8}" d=${path(s.points, x, y)} />`)}
        </svg>
        <p class="axis"><span>${clock(from)}</span><span>${clock(to)}</span></p>
        <ul class="legend">
          ${series.map((s, i) => html`<li><span class="swatch line-${i % 8}" aria-hidden="true"></span>${s.name} <b>${s.points.length && s.points.at(-1).value !== null ? format(s.points.at(-1).value) : '–'}</b></li>`)}
        </ul>`}
  </figure>`;
}
