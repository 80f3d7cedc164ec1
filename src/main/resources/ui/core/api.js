import { createStore } from './store.js';
import { t } from './i18n.js';

/** Address of the API; relative, so that the page also works behind a path of a proxy. */
const ROOT = new URL('../', document.baseURI);

const LIMIT_MS = 45_000;

/** Features that this manager offers, found out by requesting them. */
export const features = createStore({ demo: undefined });

/** An answer with an error, or none at all (`status` 0). */
export class ApiError extends Error {
  constructor(status, message, code = '', fields = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

export function address(path) {
  return new URL(path.replace(/^\//, ''), ROOT).href;
}

export function socketAddress(path) {
  return address(path).replace(/^http/, 'ws');
}

async function answer(path, options = {}) {
  const limit = AbortSignal.timeout(options.limit ?? LIMIT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  let response;
  try {
    response = await fetch(address(path), { ...options, signal });
  } catch (e) {
    if (options.signal?.aborted) throw e;
    throw new ApiError(0, t(limit.aborted ? 'error.slow' : 'error.offline'));
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  const message = typeof body.error === 'string' ? body.error : t('error.status', { status: response.status });
  throw new ApiError(response.status, message, body.code, Array.isArray(body.fields) ? body.fields : []);
}

export async function get(path, options) {
  return (await answer(path, { headers: { Accept: 'application/json' }, ...options })).json();
}

export async function getText(path, options) {
  return (await answer(path, options)).text();
}

export async function post(path, body) {
  const response = await answer(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return response.json();
}

export async function remove(path) {
  return (await answer(path, { method: 'DELETE' })).json();
}

/** Path of an agent; `id` comes from an address line and may hold anything. */
export function agentPath(id, rest = '') {
  return '/agents/' + encodeURIComponent(id) + rest;
}

let detecting = false;

/** Finds out what the manager offers, unless that is known. */
export async function detectFeatures() {
  if (detecting || features.get().demo !== undefined) return;
  detecting = true;
  const demo = await get('/demo').catch((e) => (e.status === 0 ? undefined : null));
  features.set((all) => ({ ...all, demo }));
  detecting = false;
}
