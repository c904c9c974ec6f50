/** Light, dark, or as the system has it. It stands in an attribute of the document, and in the browser's memory. */
import { useState } from "react"

/** The choices. */
export const themes = ["light", "dark", "system"] as const

/** One of the choices. */
export type Theme = typeof themes[number]

const name = "theme"

const isTheme = (text: string | null): text is Theme => themes.some((theme) => theme === text)

// A browser may refuse its memory, as in a private window.
const remembered = (): Theme => {
  try {
    const theme = localStorage.getItem(name)
    return isTheme(theme) ? theme : "system"
  } catch {
    return "system"
  }
}

const remember = (theme: Theme): void => {
  try {
    localStorage.setItem(name, theme)
  } catch {
    // It holds as long as the page does.
  }
}

const show = (theme: Theme): void => {
  document.documentElement.dataset["theme"] = theme
}

/** Shows the theme that was chosen last. */
export const showTheme = (): void => show(remembered())

/** The theme, and how to choose another. */
export const useTheme = (): readonly [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState(remembered)
  return [theme, (next) => {
    show(next)
    remember(next)
    setTheme(next)
  }]
}
