import { Notifier, type Watch } from "@openrouter-keys/fleet"
import { Effect, Redacted } from "effect"

const secret = Redacted.make(process.env["WEBHOOK_SECRET"] ?? "")

/** IDs of handled events. Store them so that they survive a restart. */
const handled = new Set<string>()

export const POST = async (request: Request): Promise<Response> => {
  const body = await request.text()
  const headers = Object.fromEntries(request.headers)
  if (!(await Effect.runPromise(Notifier.verify({ secret, headers, body })))) return new Response(null, { status: 401 })
  const event = JSON.parse(body) as Watch.Event
  if (!handled.has(event.id)) console.log(event.message)
  handled.add(event.id)
  return new Response(null, { status: 204 })
}
