import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./App.js"
import { makeOpenRouter, makeQueryClient } from "./data/client.js"
import { applySavedTheme } from "./ui/theme.js"

applySavedTheme()

const root = document.getElementById("root")
if (root === null) throw new Error("The page has no #root.")

createRoot(root).render(
  <StrictMode>
    <App openRouter={makeOpenRouter()} queryClient={makeQueryClient()} />
  </StrictMode>
)
