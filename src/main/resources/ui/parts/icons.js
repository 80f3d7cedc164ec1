import { html } from '../core/html.js';

const PATHS = {
  play: 'M5 3.5v9l7-4.5z',
  stop: 'M4 4h8v8H4z',
  trash: 'M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4',
  mic: 'M8 2a2 2 0 0 1 2 2v4a2 2 0 0 1-4 0V4a2 2 0 0 1 2-2zM3.8 7.5a4.2 4.2 0 0 0 8.4 0M8 11.8V14',
  muted: 'M6 4a2 2 0 0 1 4 0v4M6 7v1a2 2 0 0 0 2.6 1.9M3.8 7.5a4.2 4.2 0 0 0 6.6 3.4M8 11.8V14M2.5 2.5l11 11',
  plus: 'M8 3v10M3 8h10',
  search: 'M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10 10l3.5 3.5',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  down: 'M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10',
  link: 'M6.5 9.5l3-3M7 4.8 8.6 3.2a2.8 2.8 0 0 1 4 4L11 8.8M9 11.2l-1.6 1.6a2.8 2.8 0 0 1-4-4L5 7.2',
  warn: 'M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 11.6v.4',
  join: 'M9.5 2.5h4v11h-4M2.5 8h7M6.5 5l3 3-3 3',
  tool: 'M10.5 2.5a3.2 3.2 0 0 0-3 4.3L3 11.3 4.7 13l4.5-4.5a3.2 3.2 0 0 0 4.1-3.9l-1.9 1.9-1.9-.5-.5-1.9z',
  chat: 'M2.5 3.5h11v7h-6l-3 3v-3h-2z',
};

/** A decorative icon; the control around it has the name. */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;
}
