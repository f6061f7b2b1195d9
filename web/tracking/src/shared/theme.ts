// Light, dark, or as the system says. The choice is kept in this browser.

import { useEffect, useState } from 'preact/hooks';

export type Theme = 'system' | 'light' | 'dark';

const key = 'tracking.theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach(listener => listener());
systemIsDark.addEventListener('change', tell);

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(key);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, theme);
  applyTheme();
}

/** Puts the choice into the document; tokens.css does the rest. */
export function applyTheme(): void {
  const theme = chosenTheme();
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  tell();
}

const shown = (): 'light' | 'dark' => {
  const theme = chosenTheme();
  return theme === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : theme;
};

/** The theme that is on the screen now; a canvas must be drawn again when it changes. */
export function useShownTheme(): 'light' | 'dark' {
  const [theme, setTheme] = useState(shown);
  useEffect(() => {
    const follow = (): void => setTheme(shown());
    listeners.add(follow);
    return () => void listeners.delete(follow);
  }, []);
  return theme;
}

/** A colour token such as `--series-0` as the canvas wants it: `rgb(…)`. */
export function resolveColour(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

export const seriesCount = 10;

/** The token of the i-th series. */
export const seriesToken = (index: number): string => `--series-${index % seriesCount}`;
