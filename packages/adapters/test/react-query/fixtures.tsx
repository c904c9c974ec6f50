/** What tests of the hooks work with: a fake of the API, a client and a query client that reach components. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { cleanup, render, renderHook } from "@testing-library/react"
import { Component, type ReactNode } from "react"
import { onTestFinished } from "vitest"
import { OpenRouterProvider } from "../../src/react-query/index.js"
import { fakeClient } from "../support/fixtures.js"

/** A fake whose faults are not retried, and what renders on it. */
export const setup = async (...[options, client]: Parameters<typeof fakeClient>) => {
  onTestFinished(cleanup)
  const fake = await fakeClient(options, { retryConfig: { strategy: "none" }, ...client })
  const queryClient = new QueryClient()
  const Providers = ({ children }: { readonly children?: ReactNode }) => (
    <QueryClientProvider client={queryClient}>
      <OpenRouterProvider client={fake.openRouter}>{children}</OpenRouterProvider>
    </QueryClientProvider>
  )
  return {
    ...fake,
    queryClient,
    Providers,
    show: (children: ReactNode) => render(children, { wrapper: Providers }),
    hook<Result>(use: () => Result) {
      return renderHook(use, { wrapper: Providers })
    },
    /** Everything that TanStack Query remembers, as text. */
    remembered: () =>
      JSON.stringify([
        queryClient.getQueryCache().getAll().map(({ queryKey, state }) => ({ queryKey, state })),
        queryClient.getMutationCache().getAll().map(({ state }) => state)
      ])
  }
}

/** A `fetch` that never responses, and the signals it was given. */
export const hanging = () => {
  const signals: Array<AbortSignal> = []
  const fetch = (_: string | URL | Request, init?: RequestInit) => {
    if (init?.signal) signals.push(init.signal)
    return new Promise<Response>(() => {})
  }
  return { fetch, signals }
}

interface BoundaryProps {
  readonly children: ReactNode
  readonly fallback: (error: unknown) => ReactNode
}

/** An error boundary. */
export class Boundary extends Component<BoundaryProps, { readonly failure?: { readonly error: unknown } }> {
  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } }
  }

  override state: { readonly failure?: { readonly error: unknown } } = {}

  override render() {
    return this.state.failure === undefined ? this.props.children : this.props.fallback(this.state.failure.error)
  }
}
