/** What the dashboard's server says of itself. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query"
import * as Schema from "effect/Schema"

/** Whether changes are real. */
export type Mode = "sandbox" | "live"

const Config = Schema.Struct({ mode: Schema.Literal("sandbox", "live"), server: Schema.String })

/** How the dashboard was started. */
export type Config = typeof Config.Type

/** Asks once how the dashboard was started. */
export const useConfig = (): UseQueryResult<Config> =>
  useQuery<Config>({
    queryKey: ["dashboard", "config"],
    queryFn: async ({ signal }) => {
      const response = await fetch("/api/config", { signal })
      if (!response.ok) throw new Error(`the server answered ${response.status}`)
      return Schema.decodeUnknownSync(Config)(await response.json())
    },
    staleTime: Infinity,
    retry: 2
  })
