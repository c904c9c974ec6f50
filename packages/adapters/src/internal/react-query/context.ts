"use client"
/**
 * The client that the hooks call, handed down the tree.
 *
 * Of the hooks' modules this one alone makes a context when it is loaded. Marked as above, the others can be imported
 * in React Server Components, for their `prefetch…` and `build…`.
 */
import { QueryClientContext } from "@tanstack/react-query"
import { createContext, createElement, type ReactNode, useContext } from "react"
import type { OpenRouterCore } from "../../core.js"
import { accountOf } from "../account.js"
import { joinScope } from "./scope.js"

const Context = createContext<OpenRouterCore | undefined>(undefined)

/** What `OpenRouterProvider` is given. */
export interface OpenRouterProviderProps {
  /** Make one and use it across an application: an `OpenRouterCore`, or an `OpenRouter`. */
  readonly client: OpenRouterCore
  readonly children?: ReactNode
}

/** Gives the hooks below it their client. It stands inside TanStack Query's own `QueryClientProvider`. */
export const OpenRouterProvider = ({ children, client }: OpenRouterProviderProps): ReactNode => {
  const queryClient = useContext(QueryClientContext)
  // Before anything below it asks: this client's account is the main one, whatever is rendered first.
  if (queryClient !== undefined) joinScope(queryClient, accountOf(client))
  return createElement(Context.Provider, { value: client }, children)
}

/** The client of the nearest `OpenRouterProvider` above; throws if there is none. */
export const useOpenRouterContext = (): OpenRouterCore => {
  const client = useContext(Context)
  if (client === undefined) throw new Error("There is no <OpenRouterProvider client={…}> above this component.")
  return client
}
