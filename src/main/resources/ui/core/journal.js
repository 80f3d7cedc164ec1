import { get, agentPath, ApiError } from './api.js';
import { Feed } from './socket.js';

const PAGE = 500;
const MAX_EVENTS = 4_000;
const FIRST_EVENTS = 1_000;
const BEFORE_LINE = 200;

/**
 * The newest events of one agent, in order and without gaps, and all later ones. Holds at most 4,000
 * events; older ones are requested with `earlier()`. `onChange()` is called at most once a frame.
 *
 * With `line`, it begins shortly before this event. If that is too far from the end, it holds a past
 * part only (`live` is false) and does not follow the agent.
 */
export class Journal {
  constructor(id, { line, onChange }) {
    this.id = id;
    this.events = [];
    this.state = 'connecting';
    this.live = true;
    this.error = null;
    this.loaded = false;
    this.deleted = false;
    this.truncated = false;
    this.notify = onChange;
    this.load(line);
  }

  get first() {
    return this.events[0]?.seq ?? 0;
  }

  get last() {
    return this.events.at(-1)?.seq ?? this.after ?? 0;
  }

  page(after, limit = PAGE) {
    return get(agentPath(this.id, `/events?after=${after}&limit=${limit}`));
  }

  async load(line) {
    try {
      const { last_seq: end } = await this.page(0, 1);
      const fromLine = line > 0 && line <= end ? Math.max(0, line - BEFORE_LINE) : Infinity;
      const start = Math.min(Math.max(0, end - FIRST_EVENTS), fromLine);
      this.live = end - start < MAX_EVENTS;
      const stop = this.live ? end : start + FIRST_EVENTS;
      this.after = start;
      for (let after = start; after < stop && !this.stopped; ) {
        const { events, next_after: next } = await this.page(after);
        this.add(events);
        if (next <= after) break;
        after = next;
        this.after = next;
      }
      this.loaded = true;
      this.error = null;
      if (this.live && !this.stopped) this.follow();
    } catch (e) {
      this.error = e;
      if (e.status !== 404 && !this.stopped) this.retry = setTimeout(() => this.load(line), 3_000);
    }
    this.changed();
  }

  follow() {
    this.feed = new Feed({
      path: (failures) => this.position(failures),
      onEvent: (event) => {
        if (event.type === 'deleted') this.deleted = true;
        this.add([event]);
        this.changed();
      },
      onState: (state) => {
        this.state = state;
        this.changed();
      },
    });
  }

  /** After refusals it finds out whether the agent is gone, or begins again (an older backup). */
  async position(failures) {
    if (failures > 1) {
      try {
        await this.page(this.last, 1);
      } catch (e) {
        if (e instanceof ApiError && e.status === 404) {
          this.deleted = true;
          this.feed.close();
          this.state = 'closed';
          this.changed();
        } else if (e instanceof ApiError && e.status === 400) {
          this.events = [];
          this.after = 0;
        }
        throw e;
      }
    }
    return agentPath(this.id).replace('/agents/', '/ws/agents/') + '?after=' + this.last;
  }

  /** Adds events; ignores those that it has. */
  add(events) {
    for (const event of events) {
      if (event.type === 'truncated' || typeof event.seq !== 'number') {
        this.truncated = true;
      } else if (event.seq > this.last || !this.events.length) {
        this.events.push(event);
      }
    }
    if (this.events.length > MAX_EVENTS + PAGE) this.events = this.events.slice(-MAX_EVENTS);
  }

  get hasEarlier() {
    return this.loaded && this.first > 1 && !this.truncated && this.events.length < MAX_EVENTS;
  }

  async earlier() {
    const before = this.first;
    const after = Math.max(0, before - 1 - PAGE);
    const { events, truncated } = await this.page(after, before - 1 - after);
    const older = events.filter((event) => event.seq < before);
    if (this.first === before) this.events = [...older, ...this.events];
    if (truncated || !older.length) this.truncated = true;
    this.changed();
  }

  changed() {
    if (this.stopped || this.scheduled) return;
    this.scheduled = true;
    const run = () => {
      this.scheduled = false;
      if (!this.stopped) this.notify();
    };
    if (document.hidden) setTimeout(run, 500);
    else requestAnimationFrame(run);
  }

  close() {
    this.stopped = true;
    clearTimeout(this.retry);
    this.feed?.close();
  }
}
