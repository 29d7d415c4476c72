import { svg } from './dom.js';

const PATHS = {
  select: 'M5 3l14 8-6.5 1.8L9 19z',
  rect: 'M4 6h16v12H4z',
  ellipse: 'M12 5c5 0 9 3 9 7s-4 7-9 7-9-3-9-7 4-7 9-7z',
  triangle: 'M12 4l9 16H3z',
  path: 'M4 17c3-9 6-9 7-4s4 5 9-6',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5',
  undo: 'M9 6L4 11l5 5M4 11h9a6 6 0 0 1 6 6v1',
  redo: 'M15 6l5 5-5 5M20 11h-9a6 6 0 0 0-6 6v1',
  theme: 'M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z',
} as const;

export function icon(name: keyof typeof PATHS): SVGSVGElement {
  return svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: PATHS[name] }));
}
