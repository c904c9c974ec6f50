/** Where the processor's time of a call goes: a page of one key over loopback, each client in a process of its own. */
import { run } from "./children/run.js"
import { startServer } from "./server/start.js"

/** Whose code it is. */
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

/** Microseconds a call. */
export interface Profile {
  readonly who: string
  readonly times: Readonly<Record<Part, number>>
}

/** Takes a profile of each. */
export const profiles = async (): Promise<ReadonlyArray<Profile>> => {
  const server = await startServer()
  const found: Array<Profile> = []
  try {
    for (const who of ["official SDK", "adapter, fetch", "core, undici"]) {
      found.push({ who, times: JSON.parse(await run("profile.js", [server.url(1), who])) as Profile["times"] })
    }
  } finally {
    server.stop()
  }
  return found
}

/** Profiles as a table in Markdown. */
export const profileTable = (profiles: ReadonlyArray<Profile>): string => {
  const cells = (time: (profile: Profile) => number) => profiles.map((profile) => `${Math.round(time(profile))} µs`)
  const all = ({ times }: Profile) => parts.reduce((sum, part) => sum + times[part], 0)
  return [
    ["", ...profiles.map(({ who }) => who)],
    ["---", ...profiles.map(() => "---:")],
    ...parts.map((part) => [part, ...cells(({ times }) => times[part])]),
    ["all", ...cells(all)]
  ].map((line) => `| ${line.join(" | ")} |`).join("\n")
}
