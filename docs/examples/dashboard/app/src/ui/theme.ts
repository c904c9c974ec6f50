/** The theme: light, dark, or that of the system. Stored in an attribute of the document and in `localStorage`. */
import { useState } from "react"

/** All themes. */
export const themes = ["light", "dark", "system"] as const

/** A theme. */
export type Theme = typeof themes[number]

const name = "theme"

const isTheme = (text: string | null): text is Theme => themes.some((theme) => theme === text)

// `localStorage` may throw, for example in a private window.
const loadTheme = (): Theme => {
  try {
    const theme = localStorage.getItem(name)
    return isTheme(theme) ? theme : "system"
  } catch {
    return "system"
  }
}

const saveTheme = (theme: Theme): void => {
  try {
    localStorage.setItem(name, theme)
  } catch {
    // The theme lasts until the page is closed.
  }
}

const applyTheme = (theme: Theme): void => {
  document.documentElement.dataset["theme"] = theme
}

/** Applies the theme that was chosen last. */
export const applySavedTheme = (): void => applyTheme(loadTheme())

/** The theme and its setter. */
export const useTheme = (): readonly [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState(loadTheme)
  return [theme, (next) => {
    applyTheme(next)
    saveTheme(next)
    setTheme(next)
  }]
}
