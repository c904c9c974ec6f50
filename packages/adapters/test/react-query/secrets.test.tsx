// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { dehydrate, hydrate, onlineManager, type QueryClient, useMutation } from "@tanstack/react-query"
import { act, waitFor } from "@testing-library/react"
import { inspect } from "node:util"
import { onTestFinished } from "vitest"
import type { CreateKeysRequest, InvalidRequest, RequestOptions } from "../../src/index.js"
import {
  buildApiKeysCreateMutation,
  buildApiKeysDeleteMutation,
  buildApiKeysUpdateMutation,
  mutationKeyApiKeysCreate,
  mutationKeyApiKeysDelete,
  mutationKeyApiKeysUpdate,
  useApiKeysCreateMutation,
  useApiKeysDeleteMutation,
  useApiKeysList,
  useOpenRouterContext
} from "../../src/react-query/index.js"
import { rejection } from "../support/fixtures.js"
import { setup } from "./fixtures.js"

const partnerKey = "sk-ant-partner-secret-0123456789abcdef"
const token = "t0ken-of-a-tenant"

const variables: { readonly request: CreateKeysRequest; readonly options: RequestOptions } = {
  request: { name: "CI", external: { user: "user-1", apiKey: partnerKey } },
  options: { headers: { "x-tenant": token }, timeoutMs: 20_000 }
}

const offline = () => {
  onlineManager.setOnline(false)
  onTestFinished(() => onlineManager.setOnline(true))
}

/** Everything that can be had of the caches without naming a secret. */
const shown = (queryClient: QueryClient): string => {
  const state = dehydrate(queryClient, { shouldDehydrateMutation: () => true, shouldDehydrateQuery: () => true })
  const caches = [...queryClient.getMutationCache().getAll(), ...queryClient.getQueryCache().getAll()]
  const states = caches.map(({ state }) => state)
  return [
    JSON.stringify([state, states]),
    // What IndexedDB stores, and what goes to a worker. Functions, as in `error`, cannot go there.
    JSON.stringify(structuredClone(states.map((each) => ({ ...each, error: null, failureReason: null })))),
    ...[state, caches, caches.map(({ options }) => options)].map((each) =>
      inspect(each, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null })
    )
  ].join("\n")
}

const showsNone = (queryClient: QueryClient, ...secrets: ReadonlyArray<string>) => {
  const text = shown(queryClient)
  for (const secret of [partnerKey, token, ...secrets]) {
    for (const form of [secret, btoa(secret), Buffer.from(secret).toString("hex")]) assert.notInclude(text, form)
  }
}

const ways = [
  ["the hook", () => useApiKeysCreateMutation({ headers: { "x-other": token } })],
  [
    "`buildApiKeysCreateMutation`",
    () => useMutation(buildApiKeysCreateMutation(useOpenRouterContext(), { headers: { "x-other": token } }))
  ]
] as const

describe.each(ways)("a create by %s shows no secret", (_, use) => {
  it("while it is paused, and after resuming it is complete and its caller gets the secret", async () => {
    offline()
    const { hook, keys, queryClient, requests } = await setup()
    const { result } = hook(use)
    let secret: string | undefined
    act(() => result.current.mutate(variables, { onSuccess: ({ key }) => secret = key }))
    await waitFor(() => assert.isTrue(result.current.isPaused))
    showsNone(queryClient)
    assert.strictEqual(result.current.variables?.request.external?.apiKey, partnerKey)

    act(() => onlineManager.setOnline(true))
    await waitFor(() => assert.isTrue(result.current.isSuccess))
    assert.match(secret!, /^sk-or-v1-/)
    showsNone(queryClient, secret!)
    assert.lengthOf(keys(), 1)
    const [request] = requests()
    assert.include(request!.headers, { "x-tenant": token })
    assert.deepInclude(JSON.parse(JSON.stringify(request!.body)), { name: "CI" })
    assert.include(JSON.stringify(request!.body), "external")
  })

  it("while it runs, and after it has failed", async () => {
    const { fail, hook, queryClient } = await setup()
    await fail({ status: 500, delay: "200 millis" })
    const { result } = hook(use)
    act(() => result.current.mutate(variables))
    await waitFor(() => assert.isTrue(result.current.isPending))
    showsNone(queryClient)
    await waitFor(() => assert.isTrue(result.current.isError))
    showsNone(queryClient)
  })

  it("after it has succeeded, also in the context of `onMutate`", async () => {
    const { hook, queryClient } = await setup()
    const { result } = hook(use)
    const { key } = await act(() => result.current.mutateAsync(variables))
    assert.match(key, /^sk-or-v1-/)
    await waitFor(() => assert.isTrue(result.current.isSuccess))
    assert.strictEqual(result.current.data?.key, key)
    showsNone(queryClient, key)
  })

  it("even if the response cannot be decoded, but contains the created key", async () => {
    const { fake, hook, openRouter: _, queryClient } = await setup({}, {
      fetch: () => Promise.resolve(new Response(`{"key":"sk-or-v1-${"c3".repeat(32)}","data":7}`, { status: 201 }))
    })
    assert.isString(fake.managementKey)
    const { result } = hook(use)
    act(() => result.current.mutate(variables))
    await waitFor(() => assert.strictEqual(result.current.error?._tag, "InvalidResponse"))
    showsNone(queryClient, "c3c3c3c3c3")
  })
})

describe("the hook's callbacks", () => {
  it("get the secrets, in a form that can be sent", async () => {
    const { hook, queryClient } = await setup()
    const received: Array<unknown> = []
    const { result } = hook(() =>
      useApiKeysCreateMutation({
        onMutate: (given) => given,
        onSuccess: (data, { request }, context) => {
          received.push(JSON.stringify(data), request.external?.apiKey, (context as typeof variables).request)
        },
        onSettled: (data) => void received.push(JSON.stringify(data))
      })
    )
    const callbacks: Array<string> = []
    const data = await act(() =>
      result.current.mutateAsync(variables, {
        onSuccess: (data) => void callbacks.push(JSON.stringify(data)),
        onSettled: (data) => void callbacks.push(JSON.stringify(data))
      })
    )
    const text = JSON.stringify(data)
    assert.include(text, data.key)
    assert.deepStrictEqual([received[0], received[3]], [text, text])
    assert.strictEqual(received[1], partnerKey)
    await waitFor(() => assert.deepStrictEqual(callbacks, [text, text]))
    assert.deepStrictEqual(result.current.data, data)
    showsNone(queryClient, data.key)
  })

  it("of the caches get only the names of the secrets", async () => {
    const { hook, queryClient } = await setup()
    const logged: Array<string> = []
    const named: Array<string> = []
    queryClient.getMutationCache().config.onSuccess = (data, variables) => {
      logged.push(JSON.stringify([data, variables]), inspect([data, variables], { depth: 9 }))
      named.push((data as { readonly key: string }).key)
    }
    const { result } = hook(() => useApiKeysCreateMutation())
    const { key } = await act(() => result.current.mutateAsync(variables))
    assert.deepStrictEqual(named, [key])
    for (const secret of [key, partnerKey, token]) assert.notInclude(logged.join(), secret)
  })

  it("keep the identity of data between renderings", async () => {
    const { hook } = await setup()
    const { rerender, result } = hook(() => useApiKeysCreateMutation())
    const { mutate, mutateAsync } = result.current
    await act(() => mutateAsync({ request: { name: "CI" } }))
    const { data } = result.current
    rerender()
    assert.strictEqual(result.current.data, data)
    assert.strictEqual(result.current.mutate, mutate)
    assert.strictEqual(result.current.mutateAsync, mutateAsync)
  })
})

describe("a mutation that was persisted and restored", () => {
  /** A paused mutation, restored by another process. */
  const restored = async (
    use: () => { readonly isPaused: boolean; readonly mutate: (variables: never) => void },
    variables: unknown
  ) => {
    offline()
    const { hook, queryClient } = await setup()
    const { result, unmount } = hook(use)
    act(() => result.current.mutate(variables as never))
    await waitFor(() => assert.isTrue(result.current.isPaused))
    const stored = JSON.stringify(dehydrate(queryClient))
    unmount()
    const next = await setup()
    next.queryClient.setMutationDefaults(mutationKeyApiKeysCreate(), buildApiKeysCreateMutation(next.openRouter))
    next.queryClient.setMutationDefaults(mutationKeyApiKeysUpdate(), buildApiKeysUpdateMutation(next.openRouter))
    next.queryClient.setMutationDefaults(mutationKeyApiKeysDelete(), buildApiKeysDeleteMutation(next.openRouter))
    hydrate(next.queryClient, JSON.parse(stored) as never)
    onlineManager.setOnline(true)
    return { ...next, mutation: next.queryClient.getMutationCache().getAll()[0]! }
  }

  it("without its secret fails, and sends nothing", async () => {
    const { mutation, requests } = await restored(() => useApiKeysCreateMutation(), variables)
    const error = await rejection<InvalidRequest>(mutation.continue())
    assert.include(error, { _tag: "InvalidRequest", outcome: "NotSent" })
    assert.include(error.message, "request.external.apiKey")
    assert.include(error.message, "options")
    assert.deepStrictEqual(requests(), [])
  })

  it("resumes if it had no secret", async () => {
    const { keys, mutation } = await restored(() => useApiKeysCreateMutation(), {
      request: { name: "CI" },
      options: { timeoutMs: 5_000 }
    })
    await mutation.continue()
    assert.deepStrictEqual(keys().map(({ name }) => name), ["CI"])
    assert.match((mutation.state.data as { readonly key: string }).key, /^sk-or-v1-/)
  })

  it("without an API key that was passed as hash fails too", async () => {
    const hash = `sk-or-v1-${"d4".repeat(32)}`
    const { mutation, requests } = await restored(() => useApiKeysDeleteMutation(), { request: { hash } })
    assert.notInclude(JSON.stringify(mutation.state), "d4d4")
    assert.include(await rejection<object>(mutation.continue()), { _tag: "InvalidRequest" })
    assert.deepStrictEqual(requests(), [])
  })
})

describe("variables", () => {
  it("can be reused from the hook's result, also spread", async () => {
    const { hook, keys, requests } = await setup()
    const { result } = hook(() => useApiKeysCreateMutation())
    await act(() => result.current.mutateAsync(variables))
    await waitFor(() => assert.isTrue(result.current.isSuccess))
    await act(() => result.current.mutateAsync(result.current.variables!))
    const { options, request } = result.current.variables!
    await act(() => result.current.mutateAsync({ request: { ...request, name: "CI" }, options: options! }))
    assert.lengthOf(keys(), 3)
    const bodies = requests().map(({ body }) => JSON.stringify(body))
    assert.deepStrictEqual(bodies, [bodies[0], bodies[0], bodies[0]])
    for (const { headers } of requests()) assert.strictEqual(headers["x-tenant"], token)
  })

  it("without a secret are unchanged", async () => {
    const { hook } = await setup()
    const { result } = hook(() => useApiKeysCreateMutation())
    const given = { request: { name: "CI" } }
    await act(() => result.current.mutateAsync(given))
    assert.strictEqual(result.current.variables, given)
  })

  it("that are invalid fail, and nothing is sent", async () => {
    const { hook, requests } = await setup()
    const { result } = hook(() => useApiKeysCreateMutation())
    const throwing = {
      get request(): never {
        throw new Error("no request")
      }
    }
    for (const given of [undefined, null, 7, {}, { request: null }, { request: { external: null } }, throwing]) {
      assert.instanceOf(await act(() => rejection(result.current.mutateAsync(given as never))), Error)
    }
    assert.deepStrictEqual(requests(), [])
  })
})

describe("a query", () => {
  it("does not expose the headers of its request", async () => {
    const { hook, queryClient, requests } = await setup()
    const { result } = hook(() => useApiKeysList({}, { headers: { "x-tenant": token } }))
    await waitFor(() => assert.isTrue(result.current.isSuccess))
    assert.strictEqual(requests()[0]?.headers["x-tenant"], token)
    showsNone(queryClient)
  })
})
