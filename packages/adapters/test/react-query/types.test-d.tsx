import { describe, it } from "@effect/vitest"
import {
  type QueryClient,
  useMutation,
  type UseMutationResult,
  useQueries,
  useQuery,
  type UseQueryResult,
  useSuspenseQuery,
  type UseSuspenseQueryResult
} from "@tanstack/react-query"
import { expectTypeOf } from "vitest"
import type {
  ApiKey,
  CommonError,
  CreateError,
  CreateKeysRequest,
  CreateKeysResponse,
  DeleteError,
  DeleteKeysRequest,
  DeleteKeysResponse,
  GetCurrentKeyResponse,
  GetError,
  GetKeyRequest,
  GetKeyResponse,
  ListError,
  ListRequest,
  ListResponse,
  OpenRouter,
  OpenRouterCore,
  RequestAborted,
  RequestOptions,
  UpdateError,
  UpdateKeysRequest,
  UpdateKeysResponse
} from "../../src/index.js"
import * as hooks from "../../src/react-query/index.js"

type Q<Data, Err> = UseQueryResult<Data, Err | RequestAborted>
type S<Data, Err> = UseSuspenseQueryResult<Data, Err | RequestAborted>
type M<Data, Err, Request> = UseMutationResult<
  Data,
  Err | RequestAborted,
  { readonly request: Request; readonly options?: RequestOptions | undefined },
  unknown
>

declare const client: OpenRouter
declare const queryClient: QueryClient

/** Type checks code without running it. */
const typed = (_: () => unknown): void => {}

describe("types", () => {
  it("of query hooks are data and errors of their operation", () => {
    typed(() => {
      expectTypeOf(hooks.useApiKeysList()).toEqualTypeOf<Q<ListResponse, ListError>>()
      expectTypeOf(hooks.useApiKeysListSuspense()).toEqualTypeOf<S<ListResponse, ListError>>()
      expectTypeOf(hooks.useApiKeysGet({ hash: "" })).toEqualTypeOf<Q<GetKeyResponse, GetError>>()
      expectTypeOf(hooks.useApiKeysGetSuspense({ hash: "" })).toEqualTypeOf<S<GetKeyResponse, GetError>>()
      expectTypeOf(hooks.useApiKeysGetCurrentKeyMetadata()).toEqualTypeOf<Q<GetCurrentKeyResponse, CommonError>>()
      expectTypeOf(hooks.useApiKeysGetCurrentKeyMetadataSuspense()).toEqualTypeOf<
        S<GetCurrentKeyResponse, CommonError>
      >()
      expectTypeOf<hooks.ApiKeysListQueryData>().toEqualTypeOf<ListResponse>()
      expectTypeOf<hooks.ApiKeysGetQueryData>().toEqualTypeOf<GetKeyResponse>()
      expectTypeOf<hooks.ApiKeysGetCurrentKeyMetadataQueryData>().toEqualTypeOf<GetCurrentKeyResponse>()
      expectTypeOf<hooks.ApiKeysListQueryError>().toEqualTypeOf<ListError | RequestAborted>()
      expectTypeOf<hooks.ApiKeysGetQueryError>().toEqualTypeOf<GetError | RequestAborted>()
      expectTypeOf<hooks.ApiKeysGetCurrentKeyMetadataQueryError>().toEqualTypeOf<CommonError | RequestAborted>()
    })
  })

  it("of mutation hooks are data, errors and variables of their operation", () => {
    typed(() => {
      expectTypeOf(hooks.useApiKeysCreateMutation()).toEqualTypeOf<
        M<CreateKeysResponse, CreateError, CreateKeysRequest>
      >()
      expectTypeOf(hooks.useApiKeysUpdateMutation()).toEqualTypeOf<
        M<UpdateKeysResponse, UpdateError, UpdateKeysRequest>
      >()
      expectTypeOf(hooks.useApiKeysDeleteMutation()).toEqualTypeOf<
        M<DeleteKeysResponse, DeleteError, DeleteKeysRequest>
      >()
      expectTypeOf<hooks.ApiKeysCreateMutationData["key"]>().toEqualTypeOf<string>()
      expectTypeOf<hooks.ApiKeysUpdateMutationVariables["request"]>().toEqualTypeOf<UpdateKeysRequest>()
      expectTypeOf<hooks.ApiKeysDeleteMutationError>().toEqualTypeOf<DeleteError | RequestAborted>()
      const optimistic = hooks.useApiKeysUpdateMutation({
        onMutate: ({ request }) => ({ before: request.hash }),
        onError: (error, _, before) => {
          expectTypeOf(error).toEqualTypeOf<UpdateError | RequestAborted>()
          expectTypeOf(before).toEqualTypeOf<{ before: string } | undefined>()
        }
      })
      expectTypeOf(optimistic.context).toEqualTypeOf<{ before: string } | undefined>()
    })
  })

  it("of errors narrow by `_tag`, exhaustively", () => {
    typed(() => {
      const { error } = hooks.useApiKeysGet({ hash: "" })
      if (error?._tag === "TooManyRequests") expectTypeOf(error.statusCode).toEqualTypeOf<number>()
      // @ts-expect-error: `get` has no error for 400.
      return error?._tag === "BadRequest"
    })
  })

  it("of options have `select`, `enabled` and those of the request, but not those that the operation sets", () => {
    typed(() => {
      const names = hooks.useApiKeysList({}, { select: ({ data }) => data.map(({ name }) => name), timeoutMs: 1 })
      expectTypeOf(names).toEqualTypeOf<Q<Array<string>, ListError>>()
      const count = hooks.useApiKeysListSuspense({}, { select: ({ data }) => data.length })
      expectTypeOf(count.data).toEqualTypeOf<number>()
      hooks.useApiKeysGetCurrentKeyMetadata({ retry: (_, error) => error._tag === "Forbidden" })
      // @ts-expect-error: the operation sets the key.
      hooks.useApiKeysList({}, { queryKey: [] })
      // @ts-expect-error: a suspense hook is always enabled.
      hooks.useApiKeysListSuspense({}, { enabled: false })
      // @ts-expect-error: a key has a hash.
      hooks.useApiKeysGet()
    })
  })

  it("of factories are those of the operations, and work with TanStack Query", () => {
    typed(async () => {
      expectTypeOf(hooks.buildApiKeysListQuery).parameters.toEqualTypeOf<
        [client: OpenRouterCore, request?: ListRequest | undefined, options?: RequestOptions]
      >()
      expectTypeOf(hooks.buildApiKeysGetQuery).parameters.toEqualTypeOf<
        [client: OpenRouterCore, request: GetKeyRequest, options?: RequestOptions]
      >()
      const list = hooks.buildApiKeysListQuery(client)
      const current = hooks.buildApiKeysGetCurrentKeyMetadataQuery(client)
      const [first, second] = useQueries({ queries: [list, current] })
      expectTypeOf(first).toEqualTypeOf<Q<ListResponse, ListError>>()
      expectTypeOf(second).toEqualTypeOf<Q<GetCurrentKeyResponse, CommonError>>()
      expectTypeOf(useQuery(list)).toEqualTypeOf<Q<ListResponse, ListError>>()
      expectTypeOf(useQuery({ ...list, select: ({ data }) => data[0] })).toEqualTypeOf<
        Q<ApiKey | undefined, ListError>
      >()
      expectTypeOf(useSuspenseQuery(current)).toEqualTypeOf<S<GetCurrentKeyResponse, CommonError>>()
      // oxlint-disable-next-line typescript/no-deprecated -- What replaces it is not in all of version 5.
      expectTypeOf(await queryClient.fetchQuery(list)).toEqualTypeOf<ListResponse>()
      expectTypeOf(await queryClient.query(list)).toEqualTypeOf<ListResponse>()
      expectTypeOf(queryClient.getQueryData(list.queryKey)).toEqualTypeOf<ListResponse | undefined>()
      expectTypeOf(queryClient.getQueryData(hooks.queryKeyApiKeysGet(""))).toEqualTypeOf<GetKeyResponse | undefined>()
      expectTypeOf(useMutation(hooks.buildApiKeysDeleteMutation(client))).toEqualTypeOf<
        M<DeleteKeysResponse, DeleteError, DeleteKeysRequest>
      >()
    })
  })

  it("of utilities take the hash, or else the request", () => {
    expectTypeOf(hooks.queryKeyApiKeysList).parameters.toEqualTypeOf<[parameters?: ListRequest]>()
    expectTypeOf(hooks.queryKeyApiKeysGet).parameters.toEqualTypeOf<[hash: string]>()
    expectTypeOf(hooks.queryKeyApiKeysGetCurrentKeyMetadata).parameters.toEqualTypeOf<[]>()
    expectTypeOf(hooks.invalidateApiKeysGet).parameter(1).toEqualTypeOf<[hash: string]>()
    expectTypeOf(hooks.invalidateApiKeysList).parameter(1).toEqualTypeOf<[parameters: ListRequest]>()
    expectTypeOf(hooks.setApiKeysGetData).parameter(2).toEqualTypeOf<GetKeyResponse>()
    expectTypeOf(hooks.setApiKeysGetCurrentKeyMetadataData).parameter(1).toEqualTypeOf<GetCurrentKeyResponse>()
    expectTypeOf(hooks.setApiKeysGetData).parameter(3).toEqualTypeOf<OpenRouterCore | undefined>()
    expectTypeOf(hooks.setApiKeysGetCurrentKeyMetadataData).parameter(2).toEqualTypeOf<OpenRouterCore | undefined>()
    expectTypeOf<NonNullable<Parameters<typeof hooks.invalidateAllApiKeysList>[1]>>().toHaveProperty("client")
  })
})
