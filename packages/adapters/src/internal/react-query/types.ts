/** Types derived from a standalone function. */
import type { Result } from "../../types.js"
import type { MutationVariables } from "./mutation.js"

type AnyFunction = (...args: never) => Promise<Result<unknown>>

/** The data of a successful call. */
export type DataOf<F extends AnyFunction> = Extract<Awaited<ReturnType<F>>, { readonly ok: true }>["value"]

/** The error of a failed call. */
export type ErrorOf<F extends AnyFunction> = Extract<Awaited<ReturnType<F>>, { readonly ok: false }>["error"]

/** The parameters of the function as the variables of a mutation. */
export type VariablesOf<F extends AnyFunction> = MutationVariables<Parameters<F>[1]>
