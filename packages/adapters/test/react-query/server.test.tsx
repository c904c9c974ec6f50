// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { dehydrate, HydrationBoundary, QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { act, screen } from "@testing-library/react"
import { hydrateRoot } from "react-dom/client"
import { renderToString } from "react-dom/server"
import { onTestFinished, vi } from "vitest"
import { OpenRouterCore } from "../../src/core.js"
import {
  OpenRouterProvider,
  prefetchApiKeysGet,
  prefetchApiKeysGetCurrentKeyMetadata,
  prefetchApiKeysList,
  queryKeyApiKeysGet,
  queryKeyApiKeysList,
  useApiKeysGet,
  useApiKeysGetCurrentKeyMetadataSuspense,
  useApiKeysList
} from "../../src/react-query/index.js"
import { setup } from "./fixtures.js"

describe("rendering on a server", () => {
  it("with prefetched data, and hydrating, sends no second request", async () => {
    const problems = vi.spyOn(console, "error").mockImplementation(() => {})
    const server = await setup()
    const { data: key } = await server.openRouter.apiKeys.create({ name: "CI", expiresAt: "2030-01-01T00:00:00Z" })
    const before = server.requests().length

    const App = () => {
      const list = useApiKeysList({}, { staleTime: Infinity })
      const one = useApiKeysGet({ hash: key.hash }, { staleTime: Infinity })
      const current = useApiKeysGetCurrentKeyMetadataSuspense({ staleTime: Infinity })
      return <p>{`${list.data?.data.length} ${one.data?.data.expiresAt} ${current.data.data.isManagementKey}`}</p>
    }

    await Promise.all([
      prefetchApiKeysList(server.queryClient, server.openRouter),
      prefetchApiKeysGet(server.queryClient, server.openRouter, { hash: key.hash }),
      prefetchApiKeysGetCurrentKeyMetadata(server.queryClient, server.openRouter)
    ])
    const html = renderToString(
      <server.Providers>
        <App />
      </server.Providers>
    )
    assert.include(html, `1 ${key.expiresAt} true`)
    assert.lengthOf(server.requests(), before + 3)

    // The browser receives the state as text.
    const sent = JSON.stringify(dehydrate(server.queryClient))
    assert.notInclude(sent, server.fake.managementKey)
    const browser = new QueryClient()
    const root = document.body.appendChild(document.createElement("div"))
    root.innerHTML = html
    const client = new OpenRouterCore({ apiKey: "none", fetch: () => Promise.reject(new Error("a second request")) })
    const mounted = await act(() =>
      hydrateRoot(
        root,
        <QueryClientProvider client={browser}>
          <OpenRouterProvider client={client}>
            <HydrationBoundary state={JSON.parse(sent)}>
              <App />
            </HydrationBoundary>
          </OpenRouterProvider>
        </QueryClientProvider>
      )
    )
    onTestFinished(() => {
      act(() => mounted.unmount())
      root.remove()
    })
    assert.isNotNull(screen.getByText(`1 ${key.expiresAt} true`))
    for (const queryKey of [queryKeyApiKeysList(), queryKeyApiKeysGet(key.hash)]) {
      assert.deepStrictEqual<unknown>(browser.getQueryData(queryKey), server.queryClient.getQueryData(queryKey))
    }
    assert.strictEqual(browser.isFetching(), 0)
    assert.deepStrictEqual(problems.mock.calls, [])
  })

  it("works if prefetching failed: nothing rejects, and the browser sends the request", async () => {
    const { fail, openRouter, queryClient, requests } = await setup()
    await fail({ status: 500 })
    await prefetchApiKeysList(queryClient, openRouter)
    assert.lengthOf(requests(), 1)
    assert.deepStrictEqual(dehydrate(queryClient).queries, [])
  })
})
