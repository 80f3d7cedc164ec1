import { socketAddress } from './api.js';

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;
const OPEN_LIMIT_MS = 15_000;
const GONE = 1000;

/**
 * A WebSocket that connects again after a growing pause.
 *
 * `path()` returns the path with the position after which events are wanted, or a promise of it; a
 * rejected one counts as a failed attempt. `onState` receives `connecting`, `open`, `waiting` or
 * `closed`.
 */
export class Feed {
  constructor({ path, onEvent, onOpen = () => {}, onState = () => {} }) {
    Object.assign(this, { path, onEvent, onOpen, onState });
    this.failures = 0;
    this.stopped = false;
    this.online = () => this.retryNow();
    window.addEventListener('online', this.online);
    this.connect();
  }

  async connect() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.onState('connecting');
    let path;
    try {
      path = await this.path(this.failures);
    } catch {
      this.wait();
      return;
    }
    if (this.stopped) return;
    const socket = new WebSocket(socketAddress(path));
    this.socket = socket;
    const limit = setTimeout(() => socket.close(), OPEN_LIMIT_MS);
    socket.onopen = () => {
      clearTimeout(limit);
      this.failures = 0;
      this.onState('open');
      this.onOpen();
    };
    socket.onmessage = (message) => {
      if (socket !== this.socket) return;
      let event;
      try {
        event = JSON.parse(message.data);
      } catch {
        return;
      }
      this.onEvent(event);
    };
    socket.onclose = (close) => {
      clearTimeout(limit);
      if (socket !== this.socket || this.stopped) return;
      this.socket = undefined;
      if (close.code === GONE && close.wasClean) {
        this.onState('closed');
      } else {
        this.wait();
      }
    };
  }

  wait() {
    if (this.stopped) return;
    this.failures++;
    const pause = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.failures - 1));
    this.timer = setTimeout(() => this.connect(), pause * (0.7 + 0.6 * Math.random()));
    this.onState('waiting');
  }

  /** Ends the pause before the next attempt. */
  retryNow() {
    if (this.timer !== undefined && !this.stopped) this.connect();
  }

  close() {
    this.stopped = true;
    clearTimeout(this.timer);
    window.removeEventListener('online', this.online);
    this.socket?.close();
    this.socket = undefined;
  }
}
