// Runs before the first paint: the theme that was chosen, and the language of the text shown while the app loads.
{
  let theme, language;
  try {
    theme = localStorage.getItem("lotse.theme");
    language = localStorage.getItem("lotse.language");
  } catch {
    // Storage can be switched off; the system's theme and the browser's language then stand.
  }
  const root = document.documentElement;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  root.lang = language ?? (navigator.language.startsWith("de") ? "de" : "en");
}
