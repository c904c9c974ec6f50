import { useApiKeysGetCurrentKeyMetadata } from "@openrouter-keys/adapters/react-query/apiKeysGetCurrentKeyMetadata"
import type { UseQueryResult } from "@tanstack/react-query"
import KeyRound from "lucide-react/icons/key-round"
import Monitor from "lucide-react/icons/monitor"
import Moon from "lucide-react/icons/moon"
import Sun from "lucide-react/icons/sun"
import type { Config } from "../data/config.js"
import { explain } from "../model/failure.js"
import { Segmented } from "../ui/Segmented.js"
import { useTheme } from "../ui/theme.js"

interface HeaderProps {
  readonly config: UseQueryResult<Config>
}

const ModeBadge = ({ config: { data, isError } }: HeaderProps) => {
  if (isError) return <p className="mode">Live or sandbox: unknown</p>
  if (data === undefined) return null
  return data.mode === "live"
    ? (
      <p className="mode" data-mode="live" title={data.server}>
        <strong>Live</strong> <span className="mode-detail">Changes are real</span>
      </p>
    )
    : <p className="mode" data-mode="sandbox" title={data.server}>Sandbox</p>
}

/** The server's API key, and whether it is a management key. */
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
  // Assumes a management key if the service does not say.
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

export const Header = ({ config }: HeaderProps) => {
  const [theme, setTheme] = useTheme()
  return (
    <header className="top" data-mode={config.data?.mode}>
      <div className="top-inner">
        <p className="brand">
          <span className="brand-mark">
            <KeyRound />
          </span>{" "}
          OpenRouter
        </p>
        <ModeBadge config={config} />
        <CurrentKey />
        <Segmented label="Theme" value={theme} options={themeOptions} onChange={setTheme} />
      </div>
    </header>
  )
}
