import { html, memo, cls, useState, useRef, useLayoutEffect, useEffect } from '../core/html.js';
import { t, has } from '../core/i18n.js';
import { clock, seconds } from '../core/format.js';
import { hue } from '../core/lines.js';
import { Icon } from './icons.js';

const AT_END = 60;

/** Splits a text at the matches of a search; the matches become marks. */
function marked(text, search) {
  if (!search) return text;
  const parts = [];
  const lower = text.toLowerCase();
  const wanted = search.toLowerCase();
  if (lower.length !== text.length) return text;
  for (let from = 0; ; ) {
    const at = lower.indexOf(wanted, from);
    if (at < 0) return [...parts, text.slice(from)];
    parts.push(text.slice(from, at), html`<mark>${text.slice(at, at + wanted.length)}</mark>`);
    from = at + wanted.length;
  }
}

const PHASES = ['to_llm', 'llm', 'tools', 'speaking'];

/** The phases of a turn as bars after each other, with their seconds as text. */
export function Waterfall({ turn, labelled }) {
  const times = turn.seconds ?? {};
  const sum = PHASES.reduce((all, phase) => all + (times[phase] ?? 0), 0) || 1;
  return html`<span class=${cls('waterfall', labelled && 'is-labelled')}>
    <span class="bars" aria-hidden="true">
      ${PHASES.map((phase) => html`<i class="phase-${phase}" style=${{ flexGrow: (times[phase] ?? 0) / sum }}></i>`)}
    </span>
    ${labelled
      ? html`<dl>${PHASES.map((phase) => html`<div><dt><i class="phase-${phase}" aria-hidden="true"></i>${t('phase.' + phase)}</dt>
          <dd>${seconds(times[phase] ?? 0)}</dd></div>`)}</dl>`
      : html`<span class="sr">${PHASES.map((phase) => `${t('phase.' + phase)} ${seconds(times[phase] ?? 0)}`).join(', ')}</span>`}
  </span>`;
}

/** Returns what came out of a turn; a turn may end without speech. */
export function outcome(turn) {
  const name = turn.outcome === 'done' && !turn.seconds?.speaking ? 'silent' : turn.outcome;
  return has('outcome.' + name) ? t('outcome.' + name) : name;
}

function Time({ line, href }) {
  return href
    ? html`<a class="time" href=${href} title=${t('line.link')}><time datetime=${line.at}>${clock(line.at)}</time></a>`
    : html`<time class="time" datetime=${line.at}>${clock(line.at)}</time>`;
}

const Line = memo(({ line, agent, search, cut, href, current }) => {
  const id = 'line-' + line.seq;
  const classes = cls('line', 'line-' + line.kind, current && 'is-current', line.own && 'is-own');
  switch (line.kind) {
    case 'words':
    case 'chat': {
      const name = line.own ? agent : line.speaker || t('someone');
      return html`<li id=${id} class=${classes} tabindex=${current ? -1 : undefined}>
        <${Time} line=${line} href=${href} />
        <b class=${line.own ? 'speaker agent' : 'speaker hue-' + hue(name)}>${name}
          ${line.own && html` <small>${t('agent.mark')}</small>`}</b>
        <span class="text">${line.kind === 'chat' && html`<span class="tag"><${Icon} name="chat" />${t('chat.mark')}</span> `}${marked(line.text, search)}${
          cut && html` <span class="tag is-cut">${t('line.cut')}</span>`}</span>
      </li>`;
    }
    case 'turn':
      return html`<li id=${id} class=${classes}>
        <${Time} line=${line} href=${href} />
        <span class="text">${t('turn.line', { turn: line.turn.turn, outcome: outcome(line.turn) })}
          <${Waterfall} turn=${line.turn} /> ${seconds(line.turn.seconds?.total ?? 0)}</span>
      </li>`;
    case 'log':
      return html`<li id=${id} class=${cls(classes, 'level-' + line.level)}>
        <${Time} line=${line} href=${href} />
        <span class="text"><${Icon} name=${line.level === 'info' || line.level === 'debug' ? 'tool' : 'warn'} /> ${marked(line.text, search)}</span>
      </li>`;
    default:
      return html`<li id=${id} class=${classes}>
        <${Time} line=${line} href=${href} />
        <span class="text">${t('state.' + (line.meeting ?? line.status))}${line.text && ': ' + line.text}</span>
      </li>`;
  }
});

/**
 * The lines of a meeting. Follows the end unless the reader has scrolled away from it. `linkTo(seq)`
 * returns the address of a line.
 */
export function Transcript({ lines, agent, search = '', current, linkTo, onEarlier, label, follow = true }) {
  const box = useRef(null);
  const atEnd = useRef(follow);
  const height = useRef(0);
  const [behind, setBehind] = useState(false);

  const toEnd = () => {
    box.current.scrollTop = box.current.scrollHeight;
    atEnd.current = true;
    setBehind(false);
  };

  useLayoutEffect(() => {
    const node = box.current;
    if (atEnd.current) node.scrollTop = node.scrollHeight;
    height.current = node.scrollHeight;
  }, [lines]);

  useEffect(() => {
    const node = box.current;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) node.scrollTop = node.scrollHeight;
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const node = current && document.getElementById('line-' + current);
    if (node) {
      atEnd.current = false;
      setBehind(true);
      node.scrollIntoView({ block: 'center' });
      node.focus({ preventScroll: true });
    }
  }, [current]);

  const onScroll = () => {
    const node = box.current;
    const end = node.scrollHeight - node.scrollTop - node.clientHeight < AT_END;
    atEnd.current = end && follow;
    setBehind(!end);
  };

  const earlier = async () => {
    const node = box.current;
    const before = node.scrollHeight - node.scrollTop;
    atEnd.current = false;
    await onEarlier();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      node.scrollTop = node.scrollHeight - before;
    }));
  };

  return html`<div class="transcript-box">
    <div class="transcript" ref=${box} onScroll=${onScroll} tabindex="0" role="region" aria-label=${label}>
      ${onEarlier && html`<p class="earlier"><button class="button" onClick=${earlier}>${t('line.earlier')}</button></p>`}
      <ol class="lines">
        ${lines.map((line) => html`<${Line} key=${line.seq} line=${line} agent=${agent} search=${search} cut=${line.cut}
          current=${String(line.seq) === current} href=${linkTo && linkTo(line.seq)} />`)}
      </ol>
    </div>
    ${behind && follow && html`<button class="button to-end" onClick=${toEnd}>${t('line.end')} ↓</button>`}
  </div>`;
}
