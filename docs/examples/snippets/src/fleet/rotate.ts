import { ApiKeys } from "@openrouter-keys/core"
import { Fleet, Rotation } from "@openrouter-keys/fleet"
import { Console, Effect, Layer, Stream } from "effect"

const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const program = Effect.gen(function*() {
  const id = yield* Rotation.start({ hash, to: "env-file:.env#CHECKOUT_API_KEY" })
  // Waits until the new key is in the file. The other steps take days: see "Keeping it running".
  yield* Rotation.watch(id).pipe(
    Stream.takeUntil(({ state, step }) => step === "grace" || state === "stopped"),
    Stream.runForEach(({ reason, state, step }) => Console.log(id, step, state, reason ?? ""))
  )
})

const layer = Fleet.layerLocal({ file: "rotations.db" }).pipe(Layer.provideMerge(ApiKeys.layerLive))

await Effect.runPromise(Effect.provide(program, layer))
