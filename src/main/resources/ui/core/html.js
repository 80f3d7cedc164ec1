// The only module that imports the library, so that it can be replaced in one place.
import {
  html, render, Component, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback,
  useErrorBoundary,
} from '../lib/standalone.module.js';

export {
  html, render, Component, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback,
  useErrorBoundary,
};

/** Returns a component that is rendered again only if one of its properties has changed. */
export function memo(view) {
  return class extends Component {
    shouldComponentUpdate(next) {
      for (const key in next) if (next[key] !== this.props[key]) return true;
      for (const key in this.props) if (!(key in next)) return true;
      return false;
    }
    render(props) {
      return view(props);
    }
  };
}

/** Joins class names; leaves out false ones. */
export function cls(...names) {
  return names.filter(Boolean).join(' ');
}

let ids = 0;

/** Returns an id that is unique in the page and stable for the component. */
export function useId(prefix) {
  return useState(() => prefix + ++ids)[0];
}
