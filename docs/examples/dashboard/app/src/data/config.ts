/** The configuration of the dashboard's server. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query"
import * as Schema from "effect/Schema"

/** The service behind the server: a sandbox, or the real one. */
export type Mode = "sandbox" | "live"

const Config = Schema.Struct({ mode: Schema.Literal("sandbox", "live"), server: Schema.String })

/** The configuration with which the dashboard was started. */
export type Config = typeof Config.Type

/** Loads the configuration once. */
export const useConfig = (): UseQueryResult<Config> =>
  useQuery<Config>({
    queryKey: ["dashboard", "config"],
    queryFn: async ({ signal }) => {
      const response = await fetch("/api/config", { signal })
      if (!response.ok) throw new Error(`the server returned status ${response.status}`)
      return Schema.decodeUnknownSync(Config)(await response.json())
    },
    staleTime: Infinity,
    retry: 2
  })
