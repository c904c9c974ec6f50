import { Notifier, type Watch } from "@openrouter-keys/fleet"
import { Config, Effect } from "effect"

const verify = (headers: Record<string, string>, body: string) =>
  Effect.flatMap(Config.redacted("WEBHOOK_SECRET"), (secret) => Notifier.verify({ secret, headers, body }))

/** IDs of handled events. Store them so that they survive a restart. */
const handled = new Set<string>()

export const POST = async (request: Request): Promise<Response> => {
  const body = await request.text()
  const headers = Object.fromEntries(request.headers)
  if (!(await Effect.runPromise(verify(headers, body)))) return new Response(null, { status: 401 })
  const event = JSON.parse(body) as Watch.Event
  if (!handled.has(event.id)) console.log(event.message)
  handled.add(event.id)
  return new Response(null, { status: 204 })
}
