"use client"
/**
 * Provides the client of the hooks through React context.
 *
 * Only this module creates a context when it is loaded. Because it is marked "use client", React Server Components can
 * import the other modules for their `prefetch…` and `build…`.
 */
import { QueryClientContext } from "@tanstack/react-query"
import { createContext, createElement, type ReactNode, useContext } from "react"
import type { OpenRouterCore } from "../../core.js"
import { accountOf } from "../account.js"
import { registerScope } from "./scope.js"

const Context = createContext<OpenRouterCore | undefined>(undefined)

/** Props of `OpenRouterProvider`. */
export interface OpenRouterProviderProps {
  /** An `OpenRouterCore` or an `OpenRouter`. Make one and share it across an application. */
  readonly client: OpenRouterCore
  readonly children?: ReactNode
}

/** Provides the client for the hooks below it. Place it inside TanStack Query's `QueryClientProvider`. */
export const OpenRouterProvider = ({ children, client }: OpenRouterProviderProps): ReactNode => {
  const queryClient = useContext(QueryClientContext)
  // Registers the account before a child can: the provider's account is the main one.
  if (queryClient !== undefined) registerScope(queryClient, accountOf(client))
  return createElement(Context.Provider, { value: client }, children)
}

/** The client of the nearest `OpenRouterProvider`. Throws if there is none. */
export const useOpenRouterContext = (): OpenRouterCore => {
  const client = useContext(Context)
  if (client === undefined) throw new Error("There is no <OpenRouterProvider client={…}> above this component.")
  return client
}
