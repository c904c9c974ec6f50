/** The time of a call is measured by a monotonic clock. */
import { assert, describe, it, vi } from "vitest"
import { listen, respondWith } from "./localServer.js"
import { samples } from "./samples.js"
import { failed, succeeded, type TestClient } from "./testClient.js"

const hour = 60 * 60 * 1000

/** Shifts the wall clock from now on. */
const shiftWallClock = (by: number): void => {
  const { now } = Date
  vi.spyOn(Date, "now").mockImplementation(() => now.call(Date) + by)
}

/** Maximum number of requests, so that a call cannot run for too long. */
const most = 400

export const clockSuite = (client: TestClient): void => {
  describe(`${client.name}: a wall clock that is set`, () => {
    it.each([-hour, -24 * hour, -hour / 3])("by %i ms during a call does not make the call longer", async (by) => {
      const server = await listen((request, response, index) => {
        if (index === 0) shiftWallClock(by)
        // A call that does not end by itself ends here, with too many requests.
        respondWith(...(index < most ? [503, ""] as const : samples.list.success))(request, response, index)
      })
      const retry = { initialInterval: 40, maxInterval: 40, maxElapsed: 1_000 }
      const error = failed(await client.call("list", {}, { serverURL: server.url, retry }))
      // The last attempt may have had too little time.
      assert.include(["UnexpectedStatus", "RequestTimeout"], error._tag)
      assert.isBelow(server.requests.length, most)
      assert.isAbove(server.requests.length, 1)
    })

    it("back does not give an attempt more time than is left of the call", async () => {
      const server = await listen((request, response, index) => {
        if (index === 0) shiftWallClock(-hour)
        if (index === 0) respondWith(503)(request, response, index)
        // A call that waits too long ends with a value.
        else setTimeout(() => respondWith(...samples.list.success)(request, response, index), 12_000)
      })
      const retry = { initialInterval: 1, maxInterval: 1, maxElapsed: 1_500 }
      const error = failed(await client.call("list", {}, { serverURL: server.url, retry, timeoutMs: 60_000 }))
      assert.strictEqual(error._tag, "RequestTimeout")
      assert.isAtMost(error.timeoutMs!, 1_500)
    })

    it.each([hour, 24 * hour])("by %i ms during a call does not end the call early", async (by) => {
      const server = await listen((request, response, index) => {
        if (index === 0) shiftWallClock(by)
        respondWith(...(index < 2 ? [503, ""] as const : samples.list.success))(request, response, index)
      })
      const retry = { initialInterval: 1, maxInterval: 1, maxElapsed: 25_000 }
      succeeded(await client.call("list", {}, { serverURL: server.url, retry }))
      assert.lengthOf(server.requests, 3)
    })

    it("does not change the timeout of an attempt", async () => {
      for (const by of [-hour, hour]) {
        const server = await listen(() => shiftWallClock(by))
        const error = failed(await client.call("list", {}, { serverURL: server.url, timeoutMs: 150 }))
        vi.restoreAllMocks()
        assert.include({ ...error, tag: error._tag }, { tag: "RequestTimeout", timeoutMs: 150, attempts: 1 })
      }
    })
  })
}
