/** Finds sinks with the same target, which would keep only the last of two secrets. */
import { realpathSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { Target } from "../../SecretSink.js"

/** Whether a program's arguments name a variable of the key, so that it may store secrets separately. */
const tellsKeys = (argv: ReadonlyArray<string>): boolean => argv.some((word) => word.includes("OPENROUTER_KEY_"))

/** Resolves symbolic links; for a file that does not exist, in its existing folders. */
const realPath = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    const folder = dirname(path)
    return folder === path ? path : join(realPath(folder), basename(path))
  }
}

/** Options of the comparison. */
export interface Paths {
  /** Whether symbolic links are followed. Default: `false`, which does not read the file system. */
  readonly followLinks?: boolean
}

/**
 * Groups sinks with the same target, as indexes. A string is a sink with an unknown form. A file that contains
 * only a secret is the same target as each variable in it.
 */
export const clashes = (
  targets: ReadonlyArray<Target | string | undefined>,
  { followLinks = false }: Paths = {}
): ReadonlyArray<ReadonlyArray<number>> => {
  const pathOf = ({ file }: { readonly file: string }) => followLinks ? realPath(file) : file
  const isWhole = new Set<string>()
  for (const target of targets) {
    if (typeof target === "object" && target._tag === "File") isWhole.add(pathOf(target))
  }
  const placeOf = (target: Target | string): string | undefined => {
    if (typeof target === "string") return `text:${target}`
    if (target._tag === "Command") return tellsKeys(target.argv) ? undefined : JSON.stringify(target.argv)
    const path = pathOf(target)
    return target._tag === "File" || isWhole.has(path) ? `file:${path}` : `variable:${path}#${target.variable}`
  }
  const places = new Map<string, Array<number>>()
  for (const [index, target] of targets.entries()) {
    const place = target === undefined ? undefined : placeOf(target)
    if (place === undefined) continue
    const known = places.get(place)
    if (known === undefined) places.set(place, [index])
    else known.push(index)
  }
  return [...places.values()].filter((indexes) => indexes.length > 1)
}

/** Whether two sinks have the same target. */
export const clash = (one: Target, other: Target): boolean => clashes([one, other], { followLinks: true }).length > 0
