// Before the first paint: the theme that was chosen here earlier. Without a choice the system decides.
try {
  const theme = localStorage.getItem("groundplan.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to us; the system's theme is used then.
}
