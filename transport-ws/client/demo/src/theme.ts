import { byId } from './dom.js';
import { icon } from './icons.js';

const KEY = 'canyon-theme';

/** Light or dark: as the system has it, until somebody chooses. */
export function startTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const chosen = localStorage.getItem(KEY);
    document.documentElement.dataset['theme'] = chosen ?? (system.matches ? 'dark' : 'light');
  };
  system.addEventListener('change', apply);
  byId('theme').append(icon('theme'));
  byId('theme').addEventListener('click', () => {
    localStorage.setItem(KEY, document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark');
    apply();
  });
  apply();
}
