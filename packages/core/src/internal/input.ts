import * as Secrets from "@openrouter-keys/protocol/client/Secrets"
import type { CreateKeysRequest as PlainRequest } from "@openrouter-keys/protocol/KeyRequest"
import * as Redacted from "effect/Redacted"
import type { CreateKeysRequest } from "../KeyRequest.js"

/** Unwraps the secret of a request. */
export const unwrapSecrets = (request: CreateKeysRequest): PlainRequest =>
  Secrets.unwrapSecrets(request, (secret) => Redacted.isRedacted(secret) ? Redacted.value(secret) : secret)
