import { isOpenRouterError } from "@openrouter-keys/adapters/models/errors"
import { openRouter } from "../../openRouter"

/** Issues a key to a customer. The secret is in this response alone. */
export const POST = async (request: Request): Promise<Response> => {
  // First check who is asking, and what they may have.
  const { customer } = await request.json() as { readonly customer: string }
  try {
    const { data, key } = await openRouter.apiKeys.create({
      name: customer,
      limit: 10,
      limitReset: "monthly",
      external: { user: customer }
    })
    return Response.json({ hash: data.hash, key }, { status: 201, headers: { "cache-control": "no-store" } })
  } catch (error) {
    if (!isOpenRouterError(error)) throw error
    // "Unknown": the key may exist. Look for it before another one is created.
    return Response.json({ error: error.message, outcome: error.outcome }, { status: 502 })
  }
}
