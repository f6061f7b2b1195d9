import { useState } from 'preact/hooks';
import { type Theme, chooseTheme, chosenTheme } from '../shared/theme.ts';

const names: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

export function ThemeSwitch() {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (event: Event): void => {
    const next = (event.currentTarget as HTMLSelectElement).value as Theme;
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <select class="theme" aria-label="Colours" value={theme} onChange={choose}>
      {Object.entries(names).map(([value, name]) => <option key={value} value={value}>{name}</option>)}
    </select>
  );
}
