import { byId } from './dom.js';
import { icon } from './icons.js';
import { recall, remember } from './memory.js';

const KEY = 'canyon-theme';

/** Light or dark: as the system has it, until somebody chooses. */
export function startTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = recall(KEY);
  const apply = () => {
    document.documentElement.dataset['theme'] = chosen ?? (system.matches ? 'dark' : 'light');
  };
  system.addEventListener('change', apply);
  byId('theme').append(icon('theme'));
  byId('theme').addEventListener('click', () => {
    chosen = document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark';
    remember(KEY, chosen);
    apply();
  });
  apply();
}
