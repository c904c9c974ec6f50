import { ApiKeys } from "@openrouter-keys/core"
import { Bulk, Fleet } from "@openrouter-keys/fleet"
import { Console, Effect, Layer, Stream } from "effect"

const customers = ["ada", "bob", "eve"]

const requests = customers.map((customer): Bulk.Request => ({
  // A finished request with this ID is skipped.
  id: `customer-key-${customer}`,
  name: `customers/${customer}`,
  limit: 10,
  limitReset: "monthly",
  external: { user: customer },
  to: `file:${customer}.key`
}))

const program = Bulk.create(requests).pipe(
  Stream.runForEach(({ error, id, note, result, settled, total }) =>
    Console.log(`${settled}/${total} ${id}: ${result}`, error?.message ?? "", note ?? "")
  )
)

const layer = Fleet.layerLocal({ file: "fleet.db" }).pipe(Layer.provideMerge(ApiKeys.layerLive))

await Effect.runPromise(Effect.provide(program, layer))
