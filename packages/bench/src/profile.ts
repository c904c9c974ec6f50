/** Profiles a call that lists one key over loopback, each client in its own process. */
import { run } from "./children/run.js"
import { startServer } from "./server/start.js"

/** The packages that CPU time is attributed to. */
export const parts = [
  "Node and undici",
  "garbage collection",
  "effect",
  "@effect/platform",
  "this library",
  "official SDK and zod"
] as const

/** One of the {@link parts}. */
export type Part = (typeof parts)[number]

/** CPU time of a call, in microseconds. */
export interface Profile {
  readonly client: string
  readonly times: Readonly<Record<Part, number>>
}

/** Profiles each client. */
export const profiles = async (): Promise<ReadonlyArray<Profile>> => {
  const server = await startServer()
  const found: Array<Profile> = []
  try {
    for (const client of ["official SDK", "adapter, fetch", "core, undici", "core-effect-4, undici"]) {
      found.push({ client, times: JSON.parse(await run("profile.js", [server.url(1), client])) as Profile["times"] })
    }
  } finally {
    server.stop()
  }
  return found
}

/** Formats profiles as a Markdown table. */
export const profileTable = (profiles: ReadonlyArray<Profile>): string => {
  const cells = (time: (profile: Profile) => number) => profiles.map((profile) => `${Math.round(time(profile))} µs`)
  const all = ({ times }: Profile) => parts.reduce((sum, part) => sum + times[part], 0)
  return [
    ["", ...profiles.map(({ client }) => client)],
    ["---", ...profiles.map(() => "---:")],
    ...parts.map((part) => [part, ...cells(({ times }) => times[part])]),
    ["all", ...cells(all)]
  ].map((line) => `| ${line.join(" | ")} |`).join("\n")
}
