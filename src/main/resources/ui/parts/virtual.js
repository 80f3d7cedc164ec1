import { html, useState, useRef, useLayoutEffect } from '../core/html.js';

const OVERSCAN = 6;

/**
 * A list of rows of equal height of which only the visible ones exist. `columns(width)` returns how
 * many items a row has, `height(width)` the height of a row in pixels. `render(item, index)` returns
 * an item with its key.
 */
export function VirtualList({ items, height, columns = () => 1, render, label, role = 'list' }) {
  const box = useRef(null);
  const [view, setView] = useState({ top: 0, height: 800, width: 1200 });

  useLayoutEffect(() => {
    const node = box.current;
    let frame = 0;
    const measure = () => {
      frame = 0;
      setView((old) => {
        const next = { top: node.scrollTop, height: node.clientHeight, width: node.clientWidth };
        const same = old.top === next.top && old.height === next.height && old.width === next.width;
        return same ? old : next;
      });
    };
    const later = () => {
      frame ||= requestAnimationFrame(measure);
    };
    const observer = new ResizeObserver(later);
    observer.observe(node);
    node.addEventListener('scroll', later, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      node.removeEventListener('scroll', later);
      cancelAnimationFrame(frame);
    };
  }, []);

  const perRow = Math.max(1, columns(view.width));
  const rowHeight = height(view.width);
  const rows = Math.ceil(items.length / perRow);
  const from = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN);
  const to = Math.min(rows, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  const visible = items.slice(from * perRow, to * perRow);

  return html`<div class="virtual" ref=${box} tabindex="0" role="region" aria-label=${label}>
    <div class="virtual-space" role=${role} style=${{ height: rows * rowHeight + 'px' }}>
      <div class="virtual-rows" role="presentation" style=${{
        transform: `translateY(${from * rowHeight}px)`,
        gridTemplateColumns: `repeat(${perRow}, minmax(0, 1fr))`,
        gridAutoRows: rowHeight + 'px',
      }}>
        ${visible.map((item, i) => render(item, from * perRow + i))}
      </div>
    </div>
  </div>`;
}
