/** Imports only the dependencies of the packages: compiler errors here are not ours. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as HttpServer from "@effect/platform/HttpServer"
import { useQuery } from "@tanstack/react-query"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

export const all = [
  FetchHttpClient.layer,
  HttpApiSchema.annotations,
  HttpServer.HttpServer,
  Effect.void,
  Layer.empty,
  Redacted.make,
  Schema.String,
  Stream.empty,
  useQuery
]
