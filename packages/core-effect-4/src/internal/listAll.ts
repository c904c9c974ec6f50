import { attachCallSite, type CallSite } from "@openrouter-keys/protocol/client/CallSite"
import { endlessError, type ListAllRequest, type PageStep, prepareListAll } from "@openrouter-keys/protocol/ListAll"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ApiKey } from "../ApiKey.js"
import type { ListRequest } from "../KeyRequest.js"
import type { ListResponse } from "../KeyResponse.js"
import type { ListError } from "../OpenRouterError.js"

type List = (request?: ListRequest) => Effect.Effect<ListResponse, ListError>

/** Streams every key. Stack traces of errors begin at `site`. */
export const listAll =
  (list: List, site: CallSite | undefined) => (request?: ListRequest): Stream.Stream<ApiKey, ListError> =>
    Stream.suspend(() => {
      const prepared = prepareListAll(request)
      if (!prepared.ok) return Stream.fail(attachCallSite(prepared.error, site))
      return Stream.paginate(prepared.value.reader.first, readPage(list, prepared.value, site))
    })

const readPage =
  (list: List, { filters, reader }: ListAllRequest, site: CallSite | undefined) =>
  (step: PageStep): Effect.Effect<readonly [ReadonlyArray<ApiKey>, Option.Option<PageStep>], ListError> => {
    if (step._tag === "End") return Effect.succeed([[], Option.none()])
    if (step._tag === "Endless") return Effect.fail(attachCallSite(endlessError(step), site))
    return Effect.map(list({ ...filters, offset: step.offset }), (page) => {
      const { keys, step } = reader.next(page)
      // Delivers the keys of the last page before the error.
      return [keys, step._tag === "End" ? Option.none() : Option.some(step)]
    })
  }
