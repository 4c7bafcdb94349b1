export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const kept = 'theme';

/** The colours that the visitor chose; those of the device until then. */
export function keptTheme(): Theme {
  const chosen = localStorage.getItem(kept);
  return themes.find((theme) => theme === chosen) ?? 'auto';
}

/** Puts a theme on, and keeps it. */
export function wearTheme(theme: Theme): void {
  localStorage.setItem(kept, theme);
  document.documentElement.dataset.theme = theme;
}
