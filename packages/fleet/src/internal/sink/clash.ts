/** Sinks that are one place: of two secrets that go there, only the last one is kept. */
import { realpathSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { Target } from "../../SecretSink.js"

/** A program that is told which key it is about may keep their secrets apart. */
const tellsKeys = (argv: ReadonlyArray<string>): boolean => argv.some((word) => word.includes("OPENROUTER_KEY_"))

/** The file behind symbolic links; also for one that is not there yet, as far as its folders are. */
const realPath = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    const folder = dirname(path)
    return folder === path ? path : join(realPath(folder), basename(path))
  }
}

/** How paths are compared: as they are written, or as the file system has them. */
export interface Paths {
  /** Whether symbolic links are followed, which asks the file system. Default: `false`. */
  readonly followLinks?: boolean
}

/**
 * Groups of places that are one, as indexes; a text stands for a sink of which only its form is known. A file that holds
 * one secret is the same place as each variable in it.
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

/** Whether two sinks are one place. */
export const clash = (one: Target, other: Target): boolean => clashes([one, other], { followLinks: true }).length > 0
