import { attachCallSite, type CallSite } from "@openrouter-keys/protocol/client/CallSite"
import { beginListing, endless, type Listing } from "@openrouter-keys/protocol/client/Listing"
import type { PageStep } from "@openrouter-keys/protocol/ListAll"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ApiKey } from "../ApiKey.js"
import type { ListRequest } from "../KeyRequest.js"
import type { ListResponse } from "../KeyResponse.js"
import type { ListError } from "../OpenRouterError.js"

type List = (request?: ListRequest) => Effect.Effect<ListResponse, ListError>

/** Every key, page after page; stack traces of errors begin at `site`. */
export const listAll =
  (list: List, site: CallSite | undefined) => (request?: ListRequest): Stream.Stream<ApiKey, ListError> =>
    Stream.suspend(() => {
      const begun = beginListing(request)
      return begun.ok
        ? Stream.paginate(begun.value.reader.first, readPage(list, begun.value, site))
        : Stream.fail(attachCallSite(begun.error, site))
    })

const readPage = (list: List, { filters, reader }: Listing, site: CallSite | undefined) => (step: PageStep) =>
  step._tag === "Page"
    ? Effect.map(list({ ...filters, offset: step.offset }), (page) => {
      const { keys, step } = reader.next(page)
      // The keys of the last page are delivered before the error.
      return [keys, step._tag === "End" ? Option.none<PageStep>() : Option.some(step)] as const
    })
    : Effect.fail(attachCallSite(endless(step._tag === "Endless" ? step.message : "the list has ended"), site))
