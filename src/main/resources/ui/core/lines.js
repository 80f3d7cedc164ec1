const SHOWN_LOGS = /^(Used the tool|Wrote in the chat|Was interrupted|An operator|Shared)/;
const WROTE = 'Wrote in the chat: ';
const CUT = /^Was interrupted after saying:/;

/** The line of each event, so that a line that has not changed is the same object. */
const cache = new WeakMap();

/**
 * Turns events into the lines of a transcript, in the order of speech: `{seq, kind, at, …}` with the
 * kinds `words`, `chat`, `turn`, `log`, `status`. Speech arrives later than it is spoken.
 */
export function toLines(events) {
  const lines = [];
  const written = new Set(events.filter((e) => e.type === 'chat' && e.data.is_agent).map((e) => e.data.text));
  for (const event of events) {
    if (written.size && isLogOf(event, written)) continue;
    if (!cache.has(event)) cache.set(event, toLine(event));
    const line = cache.get(event);
    if (line) insert(lines, line);
  }
  markCut(lines);
  return lines;
}

/** Returns whether an event only repeats one of the agent's chat messages. */
function isLogOf({ type, data }, written) {
  return type === 'log' && data.message.startsWith(WROTE) && written.has(data.message.slice(WROTE.length));
}

function toLine({ type, seq, data, timestamp }) {
  switch (type) {
    case 'segment':
      return {
        seq, kind: 'words', at: data.spoken_at ?? timestamp, speaker: data.speaker ?? '', text: data.text,
        own: data.role === 'assistant', seconds: Math.max(0, data.end - data.start),
      };
    case 'chat':
      return {
        seq, kind: 'chat', at: timestamp, speaker: data.sender ?? '', text: data.text, own: data.is_agent === true,
      };
    case 'turn':
      return { seq, kind: 'turn', at: timestamp, turn: data };
    case 'status':
      return { seq, kind: 'status', at: timestamp, status: data.status, text: data.error_message ?? '' };
    case 'meeting':
      return { seq, kind: 'status', at: timestamp, meeting: data.meeting_status, text: '' };
    case 'log': {
      const trouble = data.level === 'warn' || data.level === 'error';
      if (!trouble && !SHOWN_LOGS.test(data.message)) return null;
      return { seq, kind: 'log', at: data.timestamp ?? timestamp, level: data.level, text: data.message };
    }
    default:
      return null;
  }
}

/** Inserts a line at its time, near the end. */
function insert(lines, line) {
  line.time ??= Date.parse(line.at) || 0;
  let i = lines.length;
  while (i > 0 && i > lines.length - 50 && lines[i - 1].time > line.time) i--;
  lines.splice(i, 0, line);
}

/** Marks the agent's last words before an interruption as cut off. */
function markCut(lines) {
  let own = null;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line.kind === 'words' && line.own) own = line;
    if (line.kind === 'log' && CUT.test(line.text)) {
      const next = lines.slice(i + 1, i + 6).find((l) => l.kind === 'words' && l.own && l.time <= line.time);
      const cut = next ?? own;
      if (cut) cut.cut = true;
    }
  }
}

/** Returns the seconds of speech by speaker, longest first: `[{speaker, own, seconds}]`. */
export function talkTime(lines) {
  const by = new Map();
  for (const line of lines) {
    if (line.kind !== 'words') continue;
    const key = (line.own ? 'a' : 'p') + line.speaker;
    const entry = by.get(key) ?? { speaker: line.speaker, own: line.own, seconds: 0 };
    entry.seconds += line.seconds;
    by.set(key, entry);
  }
  return [...by.values()].sort((a, b) => b.seconds - a.seconds);
}

/** Returns a number from 0 to 7 for the colour of a speaker; the same name has the same colour. */
export function hue(name) {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + char.codePointAt(0)) % 9973;
  return sum % 8;
}
