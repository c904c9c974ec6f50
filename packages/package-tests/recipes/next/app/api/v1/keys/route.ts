/** Passes the list on to the page's hooks, with the management key that the browser does not have. */
export const GET = async (request: Request): Promise<Response> => {
  // First check who is asking, and whether they may see the keys.
  const { search } = new URL(request.url)
  const base = process.env.OPENROUTER_BASE_URL ?? "https://openrouter.ai/api/v1"
  const headers = { authorization: `Bearer ${process.env.OPENROUTER_API_KEY}` }
  const response = await fetch(`${base}/keys${search}`, { headers, cache: "no-store", redirect: "manual" })
  return new Response(response.body, {
    status: response.status,
    headers: { "content-type": "application/json", "cache-control": "no-store" }
  })
}
