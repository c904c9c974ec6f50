/** Imports only the dependencies of the packages: compiler errors here are not ours. */
import * as Effect from "effect/Effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

export const all = [
  FetchHttpClient.layer,
  HttpClient.HttpClient,
  Effect.void,
  Layer.empty,
  Redacted.make,
  Schema.String,
  Stream.empty
]
