import { get, agentPath, ApiError } from './api.js';
import { createStore } from './store.js';
import { Feed } from './socket.js';

const MAX_QUEUED = 20_000;
const HIDDEN_MS = 500;
const LOAD_PAUSE_MS = 1_000;
const MAX_WORDS = 30;
const WORDS_EVENTS = 40;
const TROUBLE = new Set(['warn', 'error']);

/**
 * All agents as the lists show them: `{loaded, error, agents: Map, revision}`. `revision` changes with
 * each change of an agent.
 */
export const fleet = createStore({ loaded: false, error: null, agents: new Map(), revision: 0 });

/** State of the connection: `connecting`, `open`, `waiting` or `closed`. */
export const connection = createStore('connecting');

const analysisListeners = new Set();

/** Calls `listener(agentId)` whenever the analysis of an agent has changed. */
export function onAnalysis(listener) {
  analysisListeners.add(listener);
  return () => analysisListeners.delete(listener);
}

/** Returns the entry of a list for an agent of the API. Log lines are only counted. */
export function summary(agent, before) {
  const config = agent.config ?? {};
  return {
    id: agent.id,
    name: config.name ?? agent.name ?? agent.id,
    meeting: config.meeting_url ?? '',
    analyst: config.conversation_mode === 'analyst',
    analysis: config.analysis === true || config.conversation_mode === 'analyst',
    model: config.llm_model ?? '',
    status: agent.status,
    meetingStatus: agent.meeting_status,
    created: agent.created_at,
    since: agent.stopped_at ?? agent.started_at ?? agent.created_at,
    error: agent.error_message ?? agent.error ?? '',
    trouble: agent.last_error ?? '',
    muted: agent.muted === true,
    speaker: before?.speaker ?? '',
    words: before?.words ?? '',
    own: before?.own ?? false,
    spokenAt: before?.spokenAt ?? '',
    unread: before?.unread ?? 0,
  };
}

let feed;
let cursor;
let queued = [];
let overflow = false;
let scheduled = false;
let loading = false;
let loadAgain = false;

function change(update) {
  fleet.set((now) => ({ ...now, ...update, revision: now.revision + 1 }));
}

/** Requests all agents, one request at a time. Events that arrive meanwhile are applied afterwards. */
async function load() {
  if (loading) {
    loadAgain = true;
    return;
  }
  loading = true;
  try {
    const list = await get('/agents');
    const before = fleet.get().agents;
    const agents = new Map(list.map((agent) => [agent.id, summary(agent, before.get(agent.id))]));
    change({ agents, loaded: true, error: null });
    loadWords();
  } catch (e) {
    change({ error: e.message });
  }
  loading = false;
  if (loadAgain) {
    loadAgain = false;
    setTimeout(load, LOAD_PAUSE_MS);
  }
  schedule();
}

/** Fills in the last words of the newest agents, which the list of the API does not have. */
async function loadWords() {
  const agents = [...fleet.get().agents.values()].filter((agent) => agent.status !== 'created' && !agent.spokenAt);
  const ids = agents.slice(-MAX_WORDS).reverse().map((agent) => agent.id);
  await Promise.all(Array.from({ length: REFRESHES_AT_ONCE }, () => loadWordsOf(ids)));
}

async function loadWordsOf(ids) {
  for (let id = ids.shift(); id; id = ids.shift()) {
    try {
      const path = agentPath(id, '/events?limit=' + WORDS_EVENTS);
      const { last_seq: end } = await get(agentPath(id, '/events?after=0&limit=1'));
      const { events } = await get(path + '&after=' + Math.max(0, end - WORDS_EVENTS));
      const last = events.findLast((event) => event.type === 'segment');
      const agent = fleet.get().agents.get(id);
      if (last && agent && !agent.spokenAt) {
        applyOne(fleet.get().agents, last, new Set(), new Set());
        change({});
      }
    } catch {
      return; // words appear as they are spoken
    }
  }
}

const MAX_STALE = 50;
const REFRESHES_AT_ONCE = 4;
const staleAgents = new Set();
let refreshing = 0;

/** Requests agents, after events whose effects the events do not hold; all of them if they are many. */
function refreshAll(ids) {
  ids.forEach((id) => staleAgents.add(id));
  if (staleAgents.size > MAX_STALE) {
    staleAgents.clear();
    load();
  }
  while (refreshing < REFRESHES_AT_ONCE && staleAgents.size) work();
}

async function work() {
  refreshing++;
  for (const id of staleAgents) {
    staleAgents.delete(id);
    await refresh(id);
  }
  refreshing--;
}

async function refresh(id) {
  try {
    const agent = await get(agentPath(id));
    const agents = fleet.get().agents;
    agents.set(id, summary(agent, agents.get(id)));
    change({});
  } catch (e) {
    if (e instanceof ApiError && e.status === 404 && fleet.get().agents.delete(id)) change({});
  }
}

function schedule() {
  if (scheduled) return;
  scheduled = true;
  if (document.hidden) setTimeout(apply, HIDDEN_MS);
  else requestAnimationFrame(apply);
}

/** Applies the events that arrived since the last frame. */
function apply() {
  scheduled = false;
  if (loading || !queued.length) return;
  const events = queued;
  queued = [];
  const agents = fleet.get().agents;
  const stale = new Set();
  const analysed = new Set();
  for (const event of events) applyOne(agents, event, stale, analysed);
  change({});
  refreshAll(stale);
  analysed.forEach((id) => analysisListeners.forEach((listener) => listener(id)));
  if (overflow) {
    overflow = false;
    load();
  }
}

function applyOne(agents, { type, agent_id: id, data, timestamp }, stale, analysed) {
  if (type === 'truncated') {
    overflow = true;
    return;
  }
  if (type === 'deleted') {
    agents.delete(id);
    return;
  }
  const agent = agents.get(id);
  if (!agent) {
    stale.add(id);
    return;
  }
  const next = { ...agent };
  switch (type) {
    case 'status':
      next.status = data.status;
      next.error = data.error_message ?? '';
      next.since = timestamp;
      stale.add(id);
      break;
    case 'meeting':
      next.meetingStatus = data.meeting_status;
      break;
    case 'segment':
      next.speaker = data.speaker ?? '';
      next.words = data.text;
      next.own = data.role === 'assistant';
      next.spokenAt = data.spoken_at ?? timestamp;
      break;
    case 'turn':
      if (data.outcome === 'failed' || data.outcome === 'limit' || agent.trouble) stale.add(id);
      break;
    case 'log':
      if (!TROUBLE.has(data.level)) {
        if (/^An operator has/.test(data.message)) stale.add(id);
        return;
      }
      next.unread = agent.unread + 1;
      stale.add(id);
      break;
    case 'analysis':
      analysed.add(id);
      return;
    default:
      return;
  }
  agents.set(id, next);
}

/** Marks the warnings of an agent as read. */
export function markRead(id) {
  const agents = fleet.get().agents;
  const agent = agents.get(id);
  if (agent?.unread) {
    agents.set(id, { ...agent, unread: 0 });
    change({});
  }
}

/** Puts an agent that the API has just returned into the lists. */
export function put(agent) {
  const agents = fleet.get().agents;
  agents.set(agent.id, summary(agent, agents.get(agent.id)));
  change({});
}

export function start() {
  feed = new Feed({
    // A cursor that the manager does not know, for example after a restart, refuses each attempt.
    path: (failures) => {
      if (failures > 1) cursor = undefined;
      return cursor === undefined ? '/ws/session' : '/ws/session?cursor=' + encodeURIComponent(cursor);
    },
    onOpen: () => {
      if (cursor === undefined || !fleet.get().loaded) load();
    },
    onEvent: (event) => {
      if (event.cursor !== undefined) cursor = event.cursor;
      if (queued.length < MAX_QUEUED) queued.push(event);
      else overflow = true;
      schedule();
    },
    onState: (state) => {
      connection.set(state);
      if (state === 'waiting' && !fleet.get().loaded && !loading) load();
    },
  });
}

export function retryNow() {
  feed?.retryNow();
}

export function reload() {
  return load();
}
