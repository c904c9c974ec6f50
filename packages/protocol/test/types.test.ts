import { expectTypeOf, it } from "vitest"
import type { ApiKey, CurrentKey, WireApiKey, WireCurrentKey } from "../src/ApiKey.js"
import type { RecordSpec, Validated } from "../src/Field.js"
import type {
  CreateKeysRequest,
  createKeysRequest,
  ListRequest,
  UpdateKeysRequest,
  updateKeysRequest
} from "../src/KeyRequest.js"
import type { CreateKeysResponse, ListResponse } from "../src/KeyResponse.js"
import type * as Errors from "../src/OpenRouterError.js"
import { type OperationName, type Operations, operations } from "../src/Operation.js"

type ErrorOf<Name extends OperationName> = ReturnType<Operations[Name]>["error"]

type Common =
  | Errors.InvalidRequest
  | Errors.ConnectionError
  | Errors.RequestTimeout
  | Errors.Unauthorized
  | Errors.Forbidden
  | Errors.TooManyRequests
  | Errors.InternalServerError
  | Errors.UnexpectedStatus
  | Errors.InvalidResponse

it("each operation has exactly its documented errors", () => {
  expectTypeOf<ErrorOf<"list">>().toEqualTypeOf<Common | Errors.BadRequest>()
  expectTypeOf<ErrorOf<"create">>().toEqualTypeOf<Common | Errors.BadRequest>()
  expectTypeOf<ErrorOf<"get">>().toEqualTypeOf<Common | Errors.NotFound>()
  expectTypeOf<ErrorOf<"update">>().toEqualTypeOf<Common | Errors.BadRequest | Errors.NotFound | Errors.Conflict>()
  expectTypeOf<ErrorOf<"delete">>().toEqualTypeOf<Common | Errors.NotFound>()
  expectTypeOf<ErrorOf<"getCurrentKeyMetadata">>().toEqualTypeOf<Common>()
})

it("a key is plain data", () => {
  expectTypeOf<ApiKey["limit"]>().toEqualTypeOf<number | null>()
  expectTypeOf<ApiKey["lastUsedAt"]>().toEqualTypeOf<string | null>()
  expectTypeOf<ApiKey["usageDaily"]>().toEqualTypeOf<number>()
  expectTypeOf<ApiKey["includeByokInLimit"]>().toEqualTypeOf<boolean>()
  expectTypeOf<CurrentKey["rateLimit"]>().toEqualTypeOf<
    { readonly requests: number; readonly interval: string; readonly note: string } | null
  >()
  expectTypeOf<WireApiKey["limit"]>().toEqualTypeOf<number | null>()
  expectTypeOf<WireApiKey["last_used_at"]>().toEqualTypeOf<string | null | undefined>()
  expectTypeOf<WireApiKey>().not.toHaveProperty("lastUsedAt")
  expectTypeOf<WireCurrentKey["is_free_tier"]>().toEqualTypeOf<boolean>()
})

it("requests accept the declared types, and `undefined` for optional fields", () => {
  expectTypeOf<{ name: string }>().toExtend<CreateKeysRequest>()
  expectTypeOf<{ name: string; limit: undefined; expiresAt: Date }>().toExtend<CreateKeysRequest>()
  expectTypeOf<{ name: string; limitReset: "yearly" }>().not.toExtend<CreateKeysRequest>()
  expectTypeOf<{ limit: 5 }>().not.toExtend<CreateKeysRequest>()
  expectTypeOf<{ hash: string; requestBody: { workspaceId: string } }>().toExtend<UpdateKeysRequest>()
  expectTypeOf<{ hash: string }>().not.toExtend<UpdateKeysRequest>()
  expectTypeOf<ListRequest["includeExpired"]>().toEqualTypeOf<boolean | undefined>()
})

it("a validated request keeps its types on the wire", () => {
  type Of<Spec> = Spec extends RecordSpec<infer R, infer O> ? Validated<R, O> : never
  expectTypeOf<Of<typeof updateKeysRequest>["hash"]>().toEqualTypeOf<string>()
  expectTypeOf<Of<typeof updateKeysRequest>["requestBody"]["limit"]>().toEqualTypeOf<number | null | undefined>()
  expectTypeOf<Of<typeof updateKeysRequest>>().not.toHaveProperty("requestBdy")
  // Sent as text.
  expectTypeOf<Of<typeof createKeysRequest>["expiresAt"]>().toEqualTypeOf<string | null | undefined>()
})

it("a decoder returns the response of its operation", () => {
  const created = operations.create.decode(201, "")
  if (created.ok) expectTypeOf(created.value).toEqualTypeOf<CreateKeysResponse>()
  const page = operations.list.decode(200, "")
  if (page.ok) expectTypeOf(page.value).toEqualTypeOf<ListResponse>()
})
