import { post, remove, agentPath } from './api.js';
import { show } from './toasts.js';
import { runLater } from './later.js';
import { t } from './i18n.js';

const AT_ONCE = 6;

/** Runs a request for each id, a few at a time, and reports the failures in one message. */
async function forEach(ids, request, done) {
  const waiting = [...ids];
  const failures = [];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await request(id);
      } catch (e) {
        failures.push(e.message);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failures.length) {
    show(ids.length === 1 ? failures[0] : t('bulk.failed', { n: failures.length, message: failures[0] }), 'error');
  } else if (done) {
    show(done);
  }
}

export function start(ids) {
  return forEach(ids, (id) => post(agentPath(id, '/start')), t('bulk.started', { n: ids.length }));
}

export function join(id) {
  return forEach([id], () => post(agentPath(id, '/join-meeting')));
}

export function mute(id, muted) {
  return forEach([id], () => post(agentPath(id, muted ? '/mute' : '/unmute')));
}

/** Stops agents after the time to undo it. `names` is shown for a single agent. */
export function stop(ids, name) {
  later(ids, 'stop', name, (id) => post(agentPath(id, '/stop')));
}

/** Deletes agents after the time to undo it. */
export function deleteAgents(ids, name, after = () => {}) {
  later(ids, 'delete', name, (id) => remove(agentPath(id)), after);
}

function later(ids, kind, name, request, after = () => {}) {
  runLater({
    ids,
    kind,
    text: ids.length === 1 && name ? t(`later.${kind}.one`, { name }) : t(`later.${kind}`, { n: ids.length }),
    undo: t('undo'),
    command: () => forEach(ids, request).then(after),
  });
}
