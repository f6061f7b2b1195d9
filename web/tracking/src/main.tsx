import './styles.ts';
import { render } from 'preact';
import { Shell } from './Shell.tsx';
import { applyTheme } from './shared/theme.ts';

applyTheme();
render(<Shell />, document.getElementById('app')!);
