/** Runs the examples unchanged on the sandbox. */
import { assert, it } from "@effect/vitest"
import { Sandbox } from "@openrouter-keys/sandbox"
import { Effect } from "effect"
import { mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { vi } from "vitest"

const here = `${import.meta.dirname}/..`

const examples = ["src", "start"].flatMap((folder) =>
  readdirSync(`${here}/${folder}`, { encoding: "utf8", recursive: true }).map((name) => `${folder}/${name}`)
).filter((path) => /(?<!\.d)\.(?:ts|mjs)$/.test(path))

/** The hash in the examples belongs to a key. */
const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const keys = [{ hash, name: "CI", limit: 5, usage: 1.5 }, { name: "spent", limit: 5, usage: 5 }, { disabled: true }]

// Some examples write databases and secrets.
process.chdir(mkdtempSync(join(tmpdir(), "snippets-")))

// The runtime tests run this on Deno.
vi.stubGlobal("Deno", { createHttpClient: () => ({}) })

it.live.each(examples)("%s", (path) =>
  Effect.gen(function*() {
    const { managementKey, requests, url } = yield* Sandbox
    vi.stubEnv("OPENROUTER_API_KEY", managementKey)
    vi.stubEnv("OPENROUTER_BASE_URL", url)
    const methods = ["log", "dir", "error"] as const
    const shown = methods.map((method) => vi.spyOn(console, method).mockImplementation(() => {}))
    const { main } = yield* Effect.promise(() =>
      import(`${here}/${path}`) as Promise<{ readonly main?: Effect.Effect<unknown, unknown> }>
    )
    if (main !== undefined) yield* main
    // Examples with their own fake or sandbox, without requests, or that only define a program.
    const isOnItsOwn =
      /FakeOpenRouter|makeFake|readPages|Sandbox\.layer|(?<!Rotation\.)start\(|Rotation\.list|Layer\.provide\(sink\)|Watch\.run|Notifier\.verify|layerCluster/
        .test(
          readFileSync(`${here}/${path}`, "utf8")
        )
    assert.strictEqual((yield* requests).length > 0, !isOnItsOwn)
    assert.notMatch(JSON.stringify(shown.map(({ mock }) => mock.calls)), /sk-or-v1-[0-9a-f]{64}/)
  }).pipe(Effect.provide(Sandbox.layer({ keys }))))
