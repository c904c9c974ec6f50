// @vitest-environment jsdom
import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { OpenRouterProvider } from "@openrouter-keys/adapters/react-query"
import { useApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"
import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { render, screen } from "@testing-library/react"
import { expect, test } from "vitest"

const Names = () => <ul>{useApiKeysList().data?.data.map(({ hash, name }) => <li key={hash}>{name}</li>)}</ul>

test("shows the names of the keys", async () => {
  const fake = makeFakeOpenRouter({ keys: [{ name: "CI" }] })
  const openRouter = new OpenRouterCore({ fetch: fake.fetch, apiKey: fake.managementKey })

  render(
    <QueryClientProvider client={new QueryClient()}>
      <OpenRouterProvider client={openRouter}>
        <Names />
      </OpenRouterProvider>
    </QueryClientProvider>
  )

  expect((await screen.findByText("CI")).tagName).toBe("LI")
})
