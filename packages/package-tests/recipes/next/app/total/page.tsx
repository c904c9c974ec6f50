import { connection } from "next/server"
import { openRouter } from "../openRouter"

/** A server component: the list is read for each visitor, and nothing of it reaches the browser but the text. */
export default async function Total() {
  // Otherwise Next.js renders the page once, at build time.
  await connection()
  const { data } = await openRouter.apiKeys.list({ includeDisabled: true })
  return <p>{`${data.length} keys`}</p>
}
