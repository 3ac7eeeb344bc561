/** The colours of the page by what they are for; a test measures their contrast. */
export interface Palette {
  readonly paper: string;
  readonly card: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly wire: string;
  readonly accent: string;
  readonly error: string;
  readonly 'error-paper': string;
  readonly warning: string;
  readonly 'warning-paper': string;
  readonly info: string;
  readonly 'info-paper': string;
}

export const LIGHT: Palette = {
  paper: '#fbfaf8',
  card: '#ffffff',
  ink: '#1c2127',
  soft: '#5a636d',
  line: '#e3e2de',
  wire: '#b3b8bd',
  accent: '#1f5c8b',
  error: '#a3271d',
  'error-paper': '#fdf0ee',
  warning: '#7a4f00',
  'warning-paper': '#fcf3df',
  info: '#3b5870',
  'info-paper': '#eef3f7',
};

export const DARK: Palette = {
  paper: '#14171a',
  card: '#1c2024',
  ink: '#e6e8ea',
  soft: '#a0a9b2',
  line: '#2c3238',
  wire: '#59626b',
  accent: '#86bce8',
  error: '#ff9f95',
  'error-paper': '#3a1f1c',
  warning: '#f0c46f',
  'warning-paper': '#342912',
  info: '#a9c5dc',
  'info-paper': '#1f2a33',
};

export function colourProperties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:${value};`)
    .join('');
}
