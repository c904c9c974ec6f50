/**
 * Serves the built page: the files that were in its directory at the start.
 */
import * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpPlatform from "@effect/platform/HttpPlatform"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import { Rejection } from "./rejection.js"

/** Files by URL path. */
export type Assets = ReadonlyMap<string, string>

/** Finds the files of the page. Fails if it has not been built. */
export const findAssets = (
  directory: string
): Effect.Effect<Assets, Error, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const { join, sep } = yield* Path.Path
    const names = yield* Effect.orElseSucceed(
      fs.readDirectory(directory, { recursive: true }),
      (): ReadonlyArray<string> => []
    )
    if (!names.includes("index.html")) {
      return yield* Effect.fail(new Error("The page is not built: run npm run dashboard."))
    }
    const files = yield* Effect.filter(names, (name) =>
      Effect.map(fs.stat(join(directory, name)), ({ type }) => type === "File"))
    const paths = files.map((name) =>
      [`/${name.replaceAll(sep, "/")}`, join(directory, name)] as const
    )
    return new Map([...paths, ["/", join(directory, "index.html")]])
  })

// Vite puts a content hash into these file names.
const cacheControl = (path: string): string =>
  path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"

/** Responds with a file of the page. */
export const serveAsset = (
  assets: Assets,
  method: string,
  path: string
): Effect.Effect<HttpServerResponse.HttpServerResponse, Rejection, HttpPlatform.HttpPlatform> => {
  const file = assets.get(path)
  const notFound = new Rejection({ status: 404, message: "There is no such page" })
  if (file === undefined) return Effect.fail(notFound)
  if (method !== "GET" && method !== "HEAD") {
    const allow = "GET, HEAD"
    return Effect.fail(new Rejection({ status: 405, message: `Allowed methods: ${allow}`, headers: { allow } }))
  }
  return Effect.mapError(
    HttpServerResponse.file(file, { headers: { "cache-control": cacheControl(path) } }),
    () => notFound
  )
}
