/** Types of a standalone function's parameters and result. */
import type { Result } from "../../types.js"
import type { MutationVariables } from "./mutation.js"

type AnyFunction = (...args: never) => Promise<Result<unknown>>

/** What a function resolves to if all goes well. */
export type DataOf<F extends AnyFunction> = Extract<Awaited<ReturnType<F>>, { readonly ok: true }>["value"]

/** What it resolves to otherwise. */
export type ErrorOf<F extends AnyFunction> = Extract<Awaited<ReturnType<F>>, { readonly ok: false }>["error"]

/** What it takes, as the variables of a mutation. */
export type VariablesOf<F extends AnyFunction> = MutationVariables<Parameters<F>[1]>
