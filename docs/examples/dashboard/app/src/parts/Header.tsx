import { useApiKeysGetCurrentKeyMetadata } from "@openrouter-keys/adapters/react-query/apiKeysGetCurrentKeyMetadata"
import { KeyRound, Monitor, Moon, Sun } from "lucide-react"
import type { Mode } from "../data/config.js"
import { explain } from "../model/failure.js"
import { Segmented } from "../ui/Segmented.js"
import { useTheme } from "../ui/theme.js"

const ModeBadge = ({ mode, server }: { readonly mode: Mode; readonly server: string | undefined }) =>
  mode === "live"
    ? (
      <p className="mode" data-mode="live" title={server}>
        <strong>Live</strong> <span className="mode-detail">Changes are real</span>
      </p>
    )
    : <p className="mode" data-mode="sandbox" title={server}>Sandbox</p>

/** Whose key the server holds, and whether it may manage others. */
const CurrentKey = () => {
  const { data, error } = useApiKeysGetCurrentKeyMetadata({ staleTime: 60_000 })
  if (error !== null && data === undefined) {
    return <p className="identity identity-bad" title={explain(error).detail}>{explain(error).title}</p>
  }
  if (data === undefined) {
    return (
      <p className="identity">
        <span className="skeleton">Management key</span>
      </p>
    )
  }
  const { isManagementKey, isProvisioningKey, label } = data.data
  // A server that does not say is not accused of anything.
  const isManagement = isManagementKey ?? isProvisioningKey ?? true
  return (
    <p className={`identity ${isManagement ? "" : "identity-bad"}`}>
      <span>{isManagement ? "Management key" : "Not a management key"}</span> <code>{label}</code>
    </p>
  )
}

const themeOptions = [
  { value: "light", label: "Light", icon: <Sun /> },
  { value: "dark", label: "Dark", icon: <Moon /> },
  { value: "system", label: "System", icon: <Monitor /> }
] as const

interface HeaderProps {
  readonly mode: Mode | undefined
  readonly server: string | undefined
}

export const Header = ({ mode, server }: HeaderProps) => {
  const [theme, setTheme] = useTheme()
  return (
    <header className="top" data-mode={mode}>
      <div className="top-inner">
        <p className="brand">
          <span className="brand-mark">
            <KeyRound />
          </span>{" "}
          OpenRouter
        </p>
        {mode && <ModeBadge mode={mode} server={server} />}
        <CurrentKey />
        <Segmented label="Theme" value={theme} options={themeOptions} onChange={setTheme} />
      </div>
    </header>
  )
}
