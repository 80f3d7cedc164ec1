import { getText } from './api.js';
import { createStore } from './store.js';

const INTERVAL_MS = 15_000;
const MAX_SAMPLES = 240;
const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** The metrics of the manager, newest last: `[{at, values: Map}]`, at most an hour of them. */
export const samples = createStore([]);

export const figuresError = createStore(null);

/** Reads Prometheus text into a map from a metric's name to its series: `[{labels, value}]`. */
export function readMetrics(text) {
  const values = new Map();
  for (const line of text.split('\n')) {
    const match = line[0] === '#' ? null : LINE.exec(line);
    if (!match || !match[1].startsWith('joinly_manager_')) continue;
    const name = match[1].slice('joinly_manager_'.length);
    if (name.endsWith('_bucket')) continue;
    const labels = Object.fromEntries([...(match[2] ?? '').matchAll(LABEL)].map((m) => [m[1], m[2]]));
    if (!values.has(name)) values.set(name, []);
    values.get(name).push({ labels, value: Number(match[3]) });
  }
  return values;
}

let timer;

async function sample() {
  try {
    const values = readMetrics(await getText('/metrics?scope=application'));
    samples.set((all) => [...all, { at: Date.now(), values }].slice(-MAX_SAMPLES));
    figuresError.set(null);
  } catch (e) {
    figuresError.set(e);
  }
}

/** Starts to sample; continues as long as the page is open. */
export function startSampling() {
  if (timer) return;
  sample();
  timer = setInterval(sample, INTERVAL_MS);
}

export function sampleNow() {
  return sample();
}

/** Returns the sum of a metric's series with these labels. */
export function sum(values, name, labels = {}) {
  return (values.get(name) ?? [])
    .filter((series) => Object.entries(labels).every(([key, value]) => series.labels[key] === value))
    .reduce((all, series) => all + series.value, 0);
}

/** Returns the different values of a label in the newest sample. */
export function labelValues(all, name, label) {
  return [...new Set((all.at(-1)?.values.get(name) ?? []).map((series) => series.labels[label]))].sort();
}

/** Returns points with a value for each pair of samples. */
export function between(all, value) {
  return all.slice(1).map((now, i) => ({ at: now.at, value: value(all[i].values, now.values, (now.at - all[i].at) / 60_000) }));
}

/** Returns the mean of a histogram between two samples; null if nothing was recorded. */
export function mean(before, now, name, labels) {
  const count = sum(now, name + '_count', labels) - sum(before, name + '_count', labels);
  return count > 0 ? (sum(now, name + '_sum', labels) - sum(before, name + '_sum', labels)) / count : null;
}
