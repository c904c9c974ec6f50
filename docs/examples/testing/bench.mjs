/** Measures the test kit: medians in milliseconds. Needs a build. */
import { ApiKeys } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import { Sandbox } from "@openrouter-keys/sandbox"
import { Effect } from "effect"

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]

const timed = async (effect) => {
  const start = performance.now()
  await Effect.runPromise(effect)
  return performance.now() - start
}

const measure = async (what, effect, runs) => {
  const first = await timed(effect)
  const warm = []
  for (let run = 0; run < runs; run++) warm.push(await timed(effect))
  console.log(
    `${what.padEnd(44)} first ${first.toFixed(1).padStart(6)} ms   then ${median(warm).toFixed(1).padStart(6)} ms`
  )
}

const test = ApiKeys.create({ name: "CI" }).pipe(
  Effect.flatMap(({ data }) => ApiKeys.get({ hash: data.hash })),
  Effect.provide(ApiKeysTest.layer())
)

await measure("a test of two calls over ApiKeysTest.layer", test, 200)
await measure("starting and stopping the sandbox", Effect.provide(Sandbox, Sandbox.layer()), 50)
