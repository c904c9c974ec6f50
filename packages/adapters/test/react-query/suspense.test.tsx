// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { screen } from "@testing-library/react"
import { Suspense } from "react"
import { vi } from "vitest"
import { NotFound } from "../../src/models/errors.js"
import {
  useApiKeysGetCurrentKeyMetadataSuspense,
  useApiKeysGetSuspense,
  useApiKeysListSuspense
} from "../../src/react-query/index.js"
import { hash } from "../support/fixtures.js"
import { Boundary, setup } from "./fixtures.js"

describe("suspense hooks", () => {
  it("suspend until they have data", async () => {
    const { openRouter, show } = await setup()
    const { data } = await openRouter.apiKeys.create({ name: "CI" })
    const Keys = () => {
      const { data: { data: keys } } = useApiKeysListSuspense()
      const { data: { data: key } } = useApiKeysGetSuspense({ hash: data.hash })
      const { data: { data: current } } = useApiKeysGetCurrentKeyMetadataSuspense()
      return <p>{`${keys.length} ${key.name} ${current.isManagementKey}`}</p>
    }
    show(
      <Suspense fallback="waiting">
        <Keys />
      </Suspense>
    )
    assert.isNotNull(screen.getByText("waiting"))
    assert.isNotNull(await screen.findByText("1 CI true"))
  })

  it("take `select` and options of the request", async () => {
    const { requests, show } = await setup({ keys: 3 })
    const Count = () => {
      const options = {
        select: ({ data }: { readonly data: ReadonlyArray<unknown> }) => data.length,
        headers: { "x-trace": "1" }
      }
      return <p>{`${useApiKeysListSuspense({ includeDisabled: true }, options).data} keys`}</p>
    }
    show(
      <Suspense fallback="waiting">
        <Count />
      </Suspense>
    )
    assert.isNotNull(await screen.findByText("3 keys"))
    assert.strictEqual(requests()[0]?.headers["x-trace"], "1")
  })

  it("throw their error to the error boundary", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {})
    const { show } = await setup()
    const Key = () => <p>{useApiKeysGetSuspense({ hash }).data.data.name}</p>
    show(
      <Boundary
        fallback={(error) => error instanceof NotFound ? `${error._tag} ${error.statusCode}` : "something else"}
      >
        <Suspense fallback="waiting">
          <Key />
        </Suspense>
      </Boundary>
    )
    assert.isNotNull(await screen.findByText("NotFound 404"))
  })
})
